"""``muster job`` and ``muster activity archive``."""


def test_a_job_is_made_listed_closed_and_opened(muster, here, employer):
    tenant = ("--organization", employer)
    words = ("--activity", "customer-support-interview", "--external-id", "J-7")
    made = muster("job", "create", "Bookkeeper", *tenant, *words, *here, "--json").json
    assert (made["state"], made["external_id"]) == ("open", "J-7")
    closed = muster("job", "close", made["id"], *tenant, *here)
    assert closed.output == f"Bookkeeper is closed: {made['id']}\n"
    assert muster("job", "close", made["uid"], *tenant, "--reopen", *here).status == 0
    (listed,) = muster("job", "list", *tenant, *here, "--json").json
    assert listed == made
    assert "Bookkeeper" in muster("job", "list", *tenant, *here).output
    unknown = muster("job", "close", "nothing", *tenant, *here)
    assert (unknown.status, unknown.errors.count("\n")) == (1, 1)


def test_an_archived_activity_leaves_the_list_until_it_is_restored(muster, here, employer):
    tenant = ("--organization", employer)

    def keys(*more):
        return {
            one["key"] for one in muster("activity", "list", *tenant, *more, *here, "--json").json
        }

    before = keys()
    archived = muster("activity", "archive", "bookkeeping-basics", *tenant, *here)
    assert archived.output == "bookkeeping-basics is archived.\n"
    assert keys() == before - {"bookkeeping-basics"}
    assert keys("--archived") == before
    again = muster("activity", "archive", "bookkeeping-basics", *tenant, "--restore", *here)
    assert again.output == "bookkeeping-basics is in use.\n"
    assert keys() == before
