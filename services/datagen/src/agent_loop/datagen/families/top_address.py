"""Which address sent most of an access log's requests?"""

from agent_loop.datagen.endings import End, word
from agent_loop.datagen.listings import addresses, request
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily


class TopAddress(ScriptedFamily):
    name = "top-address"
    difficulty = 1
    train = (
        "[which|what] [address|IP address|IP|client] [sent|made|has] the most requests in {file}?",
        "[find|show|tell me|print] the [address|IP address|IP] [with|that made|that sent] the most requests [in|of] [the access log |]{file}",
        "in [the access log |]{file}, [which|what] [address|IP address|client] [comes|appears] [most often|most frequently]?",
        "[most frequent|most active] [client|address|IP address] in {file}[, please|]",
        "[our server is slow|the server is overloaded|someone floods our server]: [which|what] [address|IP address|client] [made|sent] the most requests [in|according to] {file}?",
        "I [want|need|would like] to [know|see|find out] [which|what] [IP address|address|IP] [tops|leads|dominates] the requests in {file}",
        "{file}: [address|IP address|client address|IP] with the [most requests|highest number of requests|largest share of requests]",
        "[who|whose address] [sent|made|sends|makes] the most requests [in|according to] [the access log |the log |]{file}[?|]",
        "[could|can] you [tell me|find out|check] [which|what] [IP|address|client] [accounts for|is behind|stands behind] the most requests in {file}[?|]",
        "[count|tally|add up] the requests [per|of each|for each] [address|IP address|IP] in {file} and [name|report|show] the [top one|one with the most]",
        "of all [addresses|IP addresses|clients] in {file}, [which|what] one [has the most requests|is listed most often|shows up most|occurs most frequently][?|]",
        "[name|report|identify|determine] the [busiest|most active|most frequent] [client address|IP address|address|IP] [of|in] {file}",
        "from {file}, [print|give|show] [only |just |]the [address|IP address] that [made|sent|issued] [the most requests|more requests than any other|the greatest number of requests]",
        "[most of the requests|the largest number of requests|the most hits] in {file} [come|came] from [which|what] [address|IP address|IP]?",
        "the [address|IP address|IP|client] [responsible for|behind|with] the [most requests|most hits] in {file} [should be named|is what I need|is wanted]",
        "[busiest|top|number one] [address|IP address|IP|client] [by|in] [number of requests|request count|requests], [log|access log] {file}",
        "{file}: [top|number one] [talker|requester|client IP|source address]?",
        "[access log|web log] {file}, [which|what] [IP|address] is [on top|in first place] by [requests|hits]?",
        "[before I block anyone|for a firewall rule|for rate limiting] I need the [address|IP] that [hit us most|requested most] in {file}",
        "[is there|do you see] [one address|an IP] that [stands out|leads] in {file} with the most requests? [name it|which one|what is it]",
        "by [counting|tallying] the lines of {file} per [address|IP|client], [find|determine] [who has|which has] the most",
        "[rank|sort|order] the [addresses|IPs|clients] in {file} by requests and [give|tell] me [only the first|the winner|number one]",
        "[from|by] which [address|IP address|client] [did we get|were we sent|was our server asked] the most requests, [going by|judging by] {file}?",
        "please to say the IP [address|] which has [made|sent] the biggest [number|quantity] of requests in the log {file}",
        "[each|every] line of {file} is a request from [some address|an IP]; [which|what] address [has the most lines|appears on the most lines]?",
        "[the most requests|most requests] [were made|were sent|in {file} were issued] by [which|what] [address|IP], [looking at|according to] {file}?",
        "[the winner|the record holder] [in|of] {file} [by requests|in number of requests]: [which|what] [address|IP]?",
        "[use|with] awk, sort and uniq [on|over] {file}, [get|find] the [address|IP] with the most requests",
        "[by the end|in the end] I want [one address|a single IP]: the one [with|having] the [highest|largest] request count in {file}",
        "the [heaviest|most demanding|keenest] [user|visitor|client] of our site by [request count|hits] in {file}: [what is its address|which IP]?",
        "[I see a lot of traffic|there is heavy traffic|traffic went up]; [look at|check] {file} and tell me the [address|IP] that [requests|asks] the most",
        "[no other|not one other] [address|IP|client] has as many requests in {file} as this one: [which|name it|what is it]?",
        "[where|from where] do most [requests|hits] in {file} [originate|come from]? [I need the address|give the IP|name the address]",
        "the [address|IP] with the [maximum|greatest] [number|count] of requests in {file} [is to be|should be|must be] [reported|printed|found]",
        "[pick|single] out of {file} the [client|IP|address] with [the most hits|more hits than anyone else]",
        "[max|maximum] requests per [IP|client|address] in {file}: [who reaches it|which one has it]?",
        "[one|some] [visitor|client|bot] [keeps hitting|hammers] our site more than all others; its [address|IP] according to {file} is [what|which]?",
        "[how do we find|can one see] in {file} which [address|IP|client] [calls|contacts] us [most often|most]? [tell me that address|give me its address]",
        "[group|bundle] {file} by [client address|source IP|address]; the [biggest|largest] group belongs to [whom|which address]?",
        "[analyse|evaluate|study] {file} and [say|state] the [address|IP] [most requests stem from|that sends most|most requests are due to]",
        "whoever fills {file} with the greatest share of [traffic|calls|hits]: hand me that [IP|address]",
        "[somebody asked me|the boss asked] who our [chattiest|noisiest] client is; {file} has the answer, I just need the [address|IP]",
        "[ticket|to do]: find the [noisiest|chattiest|loudest] [IP|source] in {file}",
        "what I am after is the [source|remote host|origin] that [occurs|turns up] on more lines of {file} than any other",
        "the [remote host|source IP] whose [hits|requests] outnumber [everybody else's|all others'] in {file}, [what is it|which]?",
        "looking for the [culprit|suspect]: the [IP|address] which [produced|caused|generated] the bulk of the requests [logged|recorded] in {file}",
        "[nothing but|just] the IP, no [numbers|counts]: who [tops the chart|leads the table] of requesters in {file}?",
        "[if you had to|suppose we had to] [ban|block] a single address because of its request volume, which one would {file} [point to|suggest]?",
        "the first field of {file} is the client; the value [recurring|repeated] there most [often|times] is [what I want|the answer]",
        "[tell|inform] me whose requests [take up|occupy|fill] most of {file}; [an address is enough|the address alone will do]",
        "[a|some] [crawler|scraper] must be [behind|causing] our load. [Its|The] IP is the one most [common|frequent] in {file}; say which",
        "[get|fetch] me the [most common|commonest] [remote address|client IP] [out of|from] the access log {file}",
        "[among|of] everyone who [visited|contacted] the server as [logged|recorded] in {file}, who [came|called] the most [times|often]? [IP|address] [wanted|please]",
        "[statistics|stats] for {file}: [mode|most common value] of the [client address|source IP], please",
        "requests by [origin|source], {file}, [champion|leader] only",
        "it [seems|looks like] one [host|machine] is [querying|polling] us nonstop. Which IP has the [longest|largest] tally in {file}?",
        "after [looking at|reading] {file}, answer with the [address|IP] that [placed|fired off] the most requests",
        "[compare|weigh up] the [hosts|addresses] in {file} by how [often|many times] they [requested something|asked for a page] and tell me who [wins|is ahead]",
        "there's an [IP|address] in {file} that [beats|outdoes] every other in [hits|requests]. [Tell me|What's] its value",
        "[I wonder|we are wondering] who our most [frequent|regular] [caller|guest] is; the [address|IP] can be worked out from {file}",
        "which [machine|host|peer] [is to blame|deserves the blame] for most of the requests in {file}? its [IP|address] will do",
        "[abuse|load] [report|check]: [address|IP] with the peak number of [entries|hits], source {file}",
        "[going over|scanning] {file}, whose IP do you [run into|encounter] the most?",
        "in the log {file} what is IP that [do|is doing] the most [of requests|requests]",
        "which [address|IP|client] made the most requests in {file}?",
        "which address appears most often in {file}?",
        "which IP has the most requests in {file}?",
        "what is the most frequent IP in {file}?",
        "what IP address is the most common in {file}?",
        "who sent the most requests in {file}?",
        "who made the most requests in {file}?",
        "find the address with the most requests in {file}",
        "show the top IP address in {file}",
        "give me the most active address in {file}",
        "tell me which client sent the most requests in {file}",
        "print the most common address in {file}",
        "get the IP with the most requests from {file}",
        "can you find the busiest IP in {file}?",
        "I need the most frequent client address in {file}",
        "top address in {file}?",
    )
    validation = ("from which IP do most of the lines in {file} come?",)
    heldout = (
        "somebody floods our web server; according to the log {file}, from what IP?",
        "rank the clients of {file} by their number of hits and name the first",
        "whose address is seen more than any other in {file}?",
    )

    def draw(self, scene: Scenery) -> Case:
        source, rng = scene.file("log"), scene.rng
        top, *others = addresses(scene, scene.number(3, 5))
        most = scene.number(4, 7)
        clients = [top] * (most - 1) + [other for other in others for _ in range(scene.number(1, most - 2))]
        rng.shuffle(clients)
        clients = [others[0], *clients, top, others[-1]]
        rows = [request(scene, client, rng.choice((200, 200, 200, 304, 404, 500))) for client in clients]
        script = Script(
            look=Act(f"See what {source} looks like.", f"head -n 2 {source}"),
            think="The address is column 1.",
            plan=("count the lines of each address and print the most frequent one",),
            acts=(
                Act(
                    "Print the most frequent address.",
                    f"cut -d' ' -f1 {source} | sort | uniq -c | sort -nr | head -n 1 | awk '{{print $2}}'",
                ),
            ),
            verify=Act(
                "Count in another way.",
                f"awk '{{n[$1]++}} END {{for (a in n) print n[a], a}}' {source} | sort -n | tail -n 1 | cut -d' ' -f2",
            ),
            answer="{output} sent the most requests.",
            wrong=(
                f"head -n 1 {source} | cut -d' ' -f1",
                f"cut -d' ' -f1 {source} | sort | uniq -c | sort -n | head -n 1 | awk '{{print $2}}'",
                "true",
            ),
        )
        tree = [file(source, "".join(f"{row}\n" for row in rows)), *scene.clutter(scene.number(0, 3))]
        return Case({"file": source}, tree, script, End(told=word(top, others)))
