"""How many requests of an access log ended with a status?"""

from agent_loop.datagen.endings import End, number
from agent_loop.datagen.listings import addresses, request
from agent_loop.datagen.scenery import Scenery, file
from agent_loop.datagen.scripted import Act, Case, Script, ScriptedFamily

_STATUSES = (200, 201, 301, 302, 304, 400, 401, 403, 404, 429, 500, 502, 503)


class StatusCount(ScriptedFamily):
    name = "status-count"
    difficulty = 1
    train = (
        "how many requests in {file} [have|had|got|ended with|were answered with] [the |][HTTP |]status {status}?",
        "[count|count up|tell me the number of] [the |all |]requests [with|that have] [the |][HTTP |]status [code |]{status} in {file}",
        "[in the access log|from the access log] {file}, [count|find the number of] [the |]requests [with|of] status {status}",
        "[number|count] of {status} [responses|answers] in [the access log|the web server log|] {file}",
        "[can you|could you|would you] [tally|count|total] the [lines|entries|requests] in {file} [whose status is|that ended with status|answered with status] {status}?",
        "I [want|need|would like] to [know|see] how [often|many times] [the server answered with|a request ended with|the response was] {status} [according to|in] {file}",
        "{file}: [number|count|total|how many] [requests with|lines with|responses with] [HTTP |]status {status}",
        "how [often|many times] does the [status|response code|status code] {status} [come up|appear|occur] [among the requests in|in the access log] {file}?",
        "[report|give|show] [me |]the [amount|number|total] of requests in {file} that [returned|came back with|resulted in] [status |a ]{status}",
        "[users complain|something may be wrong|the site was slow], so I [need|want] the [number|total] of requests [in|logged in] {file} that [ended with|came back as] {status}",
        "[according to|going by|judging from] {file}, how many [requests|hits] [returned|received|finished with] [a |status ]{status}?",
        "[go through|read|look into] the [access log|web log] {file} and [report|say] how many [requests|entries] [have|show] {status} as their status",
        "the requests in {file} with [the response code|status code|status] {status} [should|need to|must] be [counted|tallied][: how many are there?|; what's the total?]",
        "of [all the|the] [requests|hits] [logged|recorded] in {file}, how many [have|carry|were given] [the status|the code|the response code] {status}?",
        "[it would help to know|I'm wondering|I'd like to learn] how many {status} [responses|replies|results] [are logged in|there are in|stand in] {file}",
        "what [number|count|quantity] of [requests|hits] in [the log |]{file} [got|received|ended in] a {status}?",
        "{status} [count|total|tally] [of|for|in] {file}[?|]",
        "grep and wc: [how many|number of] requests with status {status} in {file}[?|]",
        "if you [go through|look at] the requests of {file}, in how many [is the status|was the answer|was the response code] {status}?",
        "for how many [requests|hits|calls] in {file} [was the status|did the server return|did the server send] {status}?",
        "I am [writing a report|looking into an outage|making statistics]: how many requests in {file} [have|show|ended in] {status}?",
        "log: {file}; [wanted|output]: the number of requests with [status|code|status code] {status}",
        "are there [any|many] requests with [status|code] {status} in {file}, and how many [exactly|are they|in all]?",
        "could the requests [that got|answered by|with status] {status} in {file} be [counted|added up]?",
        "you count in log file {file} the [requests|lines] which have status {status} and you tell me [how many|the number]",
        "how [frequent|common] is [status|code|response code] {status} in {file}, as a number of requests?",
        "the server [sent|returned|gave] {status} to how many [requests|calls|hits] [in|according to] {file}?",
        "what does {file} say: how many [times|requests] [ended with|led to] [code|status|HTTP] {status}?",
        "[tell|show] me how many of the [lines|entries] in the [access log|request log] {file} have [code|status] {status}",
        "[number|quantity] wanted: [hits|calls|requests] with [result|response|return code] {status} in {file}",
        "my [boss|colleague|customer] asks how many {status} [answers|responses|results] there [were|have been] in {file}; [count them|what's the number]",
        "[ignore|leave out|skip] all other status codes in {file} and [count|add up] [only|just] the requests with {status}",
        "a [single|plain] number, please: the [requests|hits|lines] in {file} with [status|code] {status}",
        "[sum up|add up|work out] how many [requests|calls] [ended|finished|closed] with {status} in the log {file}",
        "{file} is an access log; [how many of its requests|how many of its entries|how many lines in it] [have|carry] {status} [for status|as response code]?",
        "to [judge|see] how bad it is, I need to know how many [requests|visitors' requests] in {file} were [met with|answered] {status}",
        "[each|every] request in {file} has a status; [how many have|for how many is it|count those with] {status}[?|]",
        "looking at {file}, what is the [number|total number|count] of {status} [replies|responses|answers]?",
        "[determine|establish|find out] the number of [hits|requests|calls] that {file} [records|lists|shows] with [a|code|status] {status}",
        "in {file}, [requests|hits|entries] with [HTTP status|response status|code] {status}: how many[?| are there?| in total?]",
        "[to-do|note]: access log {file}, [frequency|occurrences] of status {status} [over|across] all requests",
        "somebody asked me how [badly|well] things went: with {status} as the status, how many requests [does|has] {file} [list|got]?",
        "what I am after is a [figure|numeral]: requests in {file} to which the [web server|machine] [replied|responded] with {status}",
        "[suppose|say] every request of {file} with status {status} [cost a euro|earned a point]; what would the [sum|bill] be?",
        "[keep only|retain nothing but] the requests marked {status} in {file} and [tell|state] how many you are [left|sitting there] with",
        "not a single {status} among the requests of {file}, or [a few|plenty]? [Supply|Name] the exact number",
        "[ticket|request]: [quantify|measure] the {status} [traffic|outcomes] in {file}, in numbers of requests",
        "requests whose status [field|column] in {file} [reads|equals|says] {status} come to what [sum|total]?",
        "so that I can [plot|chart] it, [provide|supply] the count of requests that {file} has [down|registered] as {status}",
        "with what [incidence|frequency] did clients [run into|encounter] {status} in {file}? An absolute [count|number], not a percentage",
        "[it turns out|I hear] the server has been [handing out|issuing] {status}. How many requests of {file} were [concerned|affected]?",
        "in {file} are requests, every one with code. Code {status}, [how much request|how much of them] [have|has] it?",
        "[awk|with awk], [compare|test] the status field of {file} with {status} and [print|say] the number of requests for which they are equal",
        "I'd like the HTTP [statistics|figures] of {file} for [one code only|a single code], {status}: number of requests [served|closed] with it",
        "[visitors|clients] received {status} a certain number of times, as {file} [proves|documents]. [Which|What] number is that?",
        "how [large|big] is the [group|set] of requests in {file} [labelled|marked] {status}?",
        "[filtering|sifting] {file} by status {status}, you [retain|are left with] how many requests?",
        "[requests|calls] that [concluded|terminated] with {status}, as [evidenced|witnessed] by {file}: their number?",
        "I'd [rather|sooner] have a number than a [list|listing]: requests in {file} that were [settled|dealt with] by a {status}",
        "{status} is the code we [watch|monitor]; [inform|update] us how many times {file} has it as the [outcome|verdict] of a request",
        "the [tally|score] for {status} in {file} [stands|is] at how many requests?",
        "what does the [tally|scorecard] of {file} say under {status}, [counting|with] one for each request?",
        "[once|after] you have [read|parsed] {file}, I [expect|await] one integer, the number of requests that [drew|produced|triggered] a {status}",
        "whenever a request in {file} [shows|bears] {status} as its [result|status code], [add|count] one; where do you [end up|arrive]?",
        "how many {status} in {file}?",
        "how many requests in {file} got {status}?",
        "count the {status} responses in {file}",
        "count requests with status {status} in {file}",
        "number of {status} requests in {file}?",
        "how many lines of {file} have status {status}?",
        "how often does {file} show status {status}?",
        "tell me how many {status} there are in {file}",
        "give me the number of {status} responses in {file}",
        "{status} count in {file}",
        "what's the number of {status} answers in {file}?",
        "show how many requests ended with {status} in {file}",
        "I need the total of {status} requests in {file}",
        "can you count the {status} [entries|lines] in {file}?",
        "in {file}, how many requests have status {status}?",
        "total {status} responses in {file}",
    )
    validation = ("{file} is an access log: say how often the server answered {status}",)
    heldout = (
        "going by {file}, how often did our web server respond {status}?",
        "look at the status column of {file} and tell me how frequent {status} is",
        "I need the amount of hits in {file} whose HTTP code was {status}",
    )

    def draw(self, scene: Scenery) -> Case:
        source = scene.file("log")
        status, other, third = scene.rng.sample(_STATUSES, 3)
        count, others = scene.number(2, 9), scene.number(1, 9)
        others += others == count
        codes = [status] * count + [other] * others + [third] * scene.number(1, 4)
        scene.rng.shuffle(codes)
        clients = addresses(scene, 4)
        rows = [request(scene, scene.rng.choice(clients), code) for code in codes]
        stray = scene.rng.choice([at for at, code in enumerate(codes) if code != status])
        rows[stray] = f"{rows[stray].rsplit(' ', 1)[0]} {status}"
        script = Script(
            look=Act(f"See what {source} looks like.", f"head -n 2 {source}"),
            think="The status is column 9.",
            plan=(f"count the lines with {status} in column 9",),
            acts=(Act(f"Count the lines with {status} in column 9.", f"awk '$9 == {status}' {source} | wc -l"),),
            verify=Act("Count once more.", f"grep -c '\" {status} ' {source}"),
            answer=f"{{output}} requests have the status {status}.",
            wrong=(f"grep -c {status} {source}", f"awk '$9 == {other}' {source} | wc -l", "true"),
        )
        tree = [file(source, "".join(f"{row}\n" for row in rows)), *scene.clutter(scene.number(0, 3))]
        return Case({"file": source, "status": str(status)}, tree, script, End(told=number(count)))
