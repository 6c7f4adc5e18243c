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
