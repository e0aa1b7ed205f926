"""The demo dealer: two stores and a year of visits, calls and complaints."""

import contextlib
import gc
import logging
import random
import time

from . import customers, files, programs, stores, visits
from .campaigns import make_campaigns
from .complaint_cases import Cases
from .complaints import Complaints
from .history import History
from .measures import make_measures
from .noted import make_noted
from .occasions import Occasions
from .paper import make_paper
from .plan import Size, month_start
from .visit_requests import make_visit_requests

_logger = logging.getLogger(__name__)

SEED = 20260322
# A demo is written in batches, without mails, followers and change logs.
CONTEXT = {
    "lang": "en_US",
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
}


def build(env, size=None, seed=SEED):
    """Make the demo dealer in a database that has none.

    Dates hang on today: the last full month is the reference month of the first
    store, and yesterday's orders wait for the night that makes today's queue.

    :param env: any environment; the work is done with full rights
    :param size: :class:`~.plan.Size`; the full dealer when not given
    :param int seed: the same seed, day and size make the same dealer
    :return: list of ``stores.Store``, empty when the dealer is there already
    """
    if env["res.users"].sudo().search_count([("login", "=", "director")]):
        _logger.info("the demo dealer is there already")
        return []
    # Users, companies and a whole year of others' work: no user may write all that.
    env = env(su=True, context={**env.context, **CONTEXT})
    with _no_garbage_collection():
        return _build(env, size or Size(), random.Random(seed))


def _build(env, size, rng):
    made = _timed("stores and users", stores.make_stores, env)
    today = made[0].company._aftersales_today()
    period = month_start(today, size.months), today
    all_cars = _timed(
        "customers and cars", customers.make_customers, env, rng, size, period, made
    )
    env.ref("aftersales_followup.program_after_repair").start_date = period[0]
    drawn = visits.draw_visits(rng, all_cars, size, today)
    for index, (store, own) in enumerate(zip(made, drawn, strict=True)):
        name = store.company.name
        _timed(
            f"{len(own)} repairs of {name}", visits.make_repairs, env, rng, store, own
        )
        history = History(env, rng, size, store, today)
        _timed(f"follow-ups of {name}", history.make, own, index == 0)
        complaints = Complaints(env, rng, store, today)
        _timed(f"complaints of {name}", complaints.make)
        make_measures(env, store, today)
        make_visit_requests(env, store)
        # A generator of its own: what else is drawn stays as it is.
        occasions = Occasions(env, random.Random(f"{store.plan.code}"), store, today)
        _timed(f"other follow-ups of {name}", occasions.make)
        _timed(f"single cases of {name}", Cases(env, store, today).make)
    _timed("campaigns", make_campaigns, env, made[0], today)
    first = made[0]
    # A generator of its own: what is added here leaves the year as it was.
    own_rng = random.Random(SEED + 1)
    _timed("files", files.make_files, env, own_rng, first, all_cars, today)
    make_noted(env, first, all_cars, today)
    _timed("other programs", programs.switch_on, env, first, today)
    _timed("paper questionnaires", make_paper, env, made[0], today)
    companies = env["res.company"].union(*(store.company for store in made))
    env["aftersales.demo.dealer"]._extend(companies, today)
    return made


@contextlib.contextmanager
def _no_garbage_collection():
    """Keep Python from looking through a growing cache again and again.

    That look takes a fifth of the whole time, and finds nothing to throw away.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _timed(what, function, *arguments):
    start = time.monotonic()
    result = function(*arguments)
    _logger.info("demo dealer: %s: %.1f s", what, time.monotonic() - start)
    return result
