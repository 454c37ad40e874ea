from datetime import timedelta

import pytest

from wxlab.practice.storage.account import SERVICES
from wxlab.practice.storage.policy import Condition, read
from wxlab.practice.storage.refusal import StorageError
from wxlab.practice.storage.service import Keys, Service

KEYS = Keys("mine", "secret")
HOUR = timedelta(hours=1)
NAMED = [("acl", "private"), ("bucket", "b"), ("key", "k")]


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_signing_takes_any_iterable_and_leaves_what_it_is_given(service, now):
    fields, conditions = {"acl": "private"}, [{"acl": "private"}]
    form = service.sign(KEYS, "b", "k", fields, iter(conditions), now, HOUR)
    assert (fields, conditions) == ({"acl": "private"}, [{"acl": "private"}])
    policy = read(form["policy"])
    assert policy.expiration == now + HOUR
    wanted = [Condition("eq", f"${name}", v) for name, v in NAMED]
    assert policy.conditions[:3] == tuple(wanted)


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_what_one_has_signed_another_has_not(service, form, now):
    fields = service.sign(KEYS, "b", "k", {}, [], now, HOUR)
    service.authenticate(form(fields), KEYS, {}, now)
    for other in (Keys("other", "secret"), Keys("mine", "Secret")):
        with pytest.raises(StorageError, match=r"not exist in our records|ignature"):
            service.authenticate(form(fields), other, {}, now)


def test_a_service_has_to_say_how_it_signs():
    with pytest.raises(TypeError, match="abstract"):
        Service()
