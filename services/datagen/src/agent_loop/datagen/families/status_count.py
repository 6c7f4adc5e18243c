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
