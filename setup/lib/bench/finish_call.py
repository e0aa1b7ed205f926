"""The end of a call with ten answers over HTTP, against the survey's own submit."""

import http.client
import json
import socket

from .. import database, server
from . import clock, office, seed
from .table import Row

NAME = "finish_call"
#: Calls in a round: one alone is too short a piece of work.
CALLS = 10
#: More rounds than usual: other work of the machine comes and goes within one.
ROUNDS = 15
#: Each call needs a follow-up of its own, in the warm-up too.
COUNT = CALLS * (ROUNDS + 1)
LOGIN = "agent0"


def fill(env):
    """Make an agent's queue, and sheets of a survey with the same ten questions."""
    company = seed.store(env)
    seed.settled_repairs(env, company, COUNT)
    step = env.ref("aftersales_followup.program_after_repair").step_ids
    step._generate(company)
    agent = env["res.users"].search([("login", "=", LOGIN)])
    env["aftersales.followup"].search([]).write({"user_id": agent.id})
    plain = step.survey_id.copy(
        {
            "survey_type": "survey",
            "questions_layout": "one_page",
            "access_mode": "public",
        }
    )
    plain.question_ids.filtered(lambda q: q.question_type != "scale").unlink()
    plain.question_ids.write(
        {"satisfaction_item_id": False, "satisfaction_scale_id": False}
    )
    for _number in range(COUNT):
        sheet = plain._create_answer(partner=agent.partner_id, check_attempts=False)
        sheet._mark_in_progress()


def rows(machine):
    """Measure; return the rows of the table."""
    own = office.ensure(machine, "finish_call", fill)
    # A call that is finished stays so: each run has its own copy.
    used = f"{own}_used"
    database.copy(machine, own, used)
    with office.opened(machine, used) as bench, bench.env() as env:
        calls, sheets = _calls(env), _sheets(env)
    port = _free_port()
    try:
        # Without the clock's jobs: they would take their time from either side.
        server.start(machine, used, port, "--max-cron-threads", "0")
        browser = _Browser(port, used)
        taken = clock.medians(
            {
                "ours": lambda: _send(browser, calls),
                "survey": lambda: _send(browser, sheets),
            },
            rounds=ROUNDS,
        )
    finally:
        server.stop_at(port)
        database.discard(machine, used)
    return [
        Row(
            "finish a call with ten answers over HTTP",
            "the survey's own one-page submit over HTTP",
            f"{taken['ours'] / CALLS * 1000:.1f} ms",
            f"{taken['survey'] / CALLS * 1000:.1f} ms",
            taken["ours"] / taken["survey"],
            1.2,
            at_most=True,
        )
    ]


def _calls(env):
    """Return an iterator of requests that each finish a call with its answers."""
    followups = env["aftersales.followup"].search([("state", "=", "open")])
    outcome = env.ref("aftersales_followup.followup_outcome_completed")
    questions = followups.survey_id.question_ids.filtered("satisfaction_item_id")
    answers = [(question.id, _mark(n), "") for n, question in enumerate(questions)]
    return iter(
        [
            (
                "/web/dataset/call_kw/aftersales.followup/finish_call",
                {
                    "model": "aftersales.followup",
                    "method": "finish_call",
                    "args": [[followup.id], outcome.id],
                    "kwargs": {"answers": answers, "note": "Friendly"},
                },
            )
            for followup in followups
        ]
    )


def _sheets(env):
    """Return an iterator of requests that each submit a sheet of the survey."""
    sheets = env["survey.user_input"].search([("state", "=", "in_progress")])
    survey = sheets.survey_id
    answers = {
        str(question.id): str(_mark(n))
        for n, question in enumerate(survey.question_ids)
    }
    return iter(
        [
            (f"/survey/submit/{survey.access_token}/{sheet.access_token}", answers)
            for sheet in sheets
        ]
    )


def _mark(number):
    return 8 + number % 3


def _send(browser, requests):
    """Send a round of requests, one after the other."""
    for _number in range(CALLS):
        browser.post(*next(requests))


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class _Browser:
    """A signed-in agent's connection to the server."""

    def __init__(self, port, name):
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookie = ""
        self.post(
            "/web/session/authenticate",
            {"db": name, "login": LOGIN, "password": LOGIN},
        )

    def post(self, path, params):
        """Send a JSON-RPC request.

        :raises RuntimeError: when the server answers with an error
        """
        self.connection.request(
            "POST",
            path,
            json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            {"Content-Type": "application/json", "Cookie": self.cookie},
        )
        response = self.connection.getresponse()
        for header in response.headers.get_all("Set-Cookie") or ():
            if header.startswith("session_id="):
                self.cookie = header.partition(";")[0]
        answer = json.loads(response.read())
        result = answer.get("result")
        # The survey tells its refusals beside a page that says nothing.
        refused = isinstance(result, list) and "error" in (result[-1] or {})
        if "error" in answer or refused:
            raise RuntimeError(f"{path}: {answer.get('error') or result[-1]}")
