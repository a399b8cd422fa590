"""Each figure is measured once, with tiny numbers: the benchmark must not rot."""

import json

import pytest
from bench.figures import (
    batch,
    big,
    letters,
    link,
    lists,
    memory,
    one,
    reading,
    reminding,
    saving,
    uploading,
    waits,
    webhooks,
)
from rich.console import Console

from bench import results

pytestmark = pytest.mark.slow


async def test_one_invitation_is_measured_beside_its_recorded_statements(scene):
    figures = await one.measure(scene)

    assert [figure.name for figure in figures] == [
        "one invitation, HiringBranch",
        "one invitation, native API",
    ]
    assert all(figure.value > 0 and 0 < figure.ratio < 3 for figure in figures)


@pytest.mark.deep
async def test_a_batch_is_measured_beside_its_recorded_statements(scene):
    (figure,) = await batch.measure(scene)

    assert figure.value > 0
    assert figure.limit > 0


@pytest.mark.deep
async def test_following_a_link_is_measured_beside_its_recorded_lookups(scene):
    (figure,) = await link.measure(scene)

    assert figure.value > 0
    assert figure.limit > 0


@pytest.mark.deep
async def test_letters_are_measured_beside_their_stages_and_the_textbook(scene):
    figures = await letters.measure(scene)

    _, stages, textbook = figures
    assert stages.ratio > 0
    assert textbook.ratio > 0
    assert stages.rounds[0]["delivery"]["doubles"] == 0


@pytest.mark.deep
async def test_waits_and_memory_are_measured(scene):
    figures = [*await waits.measure(scene), *await memory.measure(scene)]

    assert all(figure.value > 0 for figure in figures)
    assert {figure.unit for figure in figures} == {"ms", "s", "/s", "MiB"}


@pytest.mark.deep
async def test_saving_is_measured_beside_its_recorded_statement(scene):
    beside, *paced, memory_then = await saving.measure(scene)

    assert beside.value > 0
    assert beside.limit > 0
    assert all(figure.value > 0 for figure in (*paced, memory_then))


@pytest.mark.deep
async def test_reading_reports_is_measured_beside_their_recorded_statements(scene):
    (figure,) = await reading.measure(scene)

    assert figure.value > 0
    assert figure.limit > 0


@pytest.mark.deep
async def test_uploading_is_measured_beside_the_disk(scene):
    figures = await uploading.measure(scene)

    assert all(figure.value > 0 for figure in figures)
    assert figures[0].ratio > 0


async def test_looking_for_reminders_is_measured_beside_an_empty_table(scene):
    looks, queued = await reminding.measure(scene)

    assert looks.ratio > 0
    assert queued.value > 0


@pytest.mark.deep
async def test_pages_of_lists_are_measured_beside_their_limit(scene):
    figures = await lists.measure(scene)

    assert len(figures) == 5
    assert all(figure.value > 0 for figure in figures)


@pytest.mark.deep
async def test_full_tables_are_measured_beside_empty_ones(scene):
    figures = await big.measure(scene, number=500)

    assert len(figures) == 3
    assert all(figure.ratio > 0 for figure in figures)


def test_what_was_measured_is_shown_and_written(tmp_path):
    figure = results.paired("a figure", "/s", [results.Pair(60, 100, 2.0, 1.0)], target=0.7)
    console = Console(record=True, width=120)

    results.show(console, [figure])
    file = results.write([figure], {"fsync": "on"}, folder=tmp_path)

    assert "missed" in console.export_text()
    document = json.loads(file.read_text())
    assert document["fsync"] == "on"
    assert document["figures"][0]["ratio"] == pytest.approx(0.6)
    assert document["figures"][0]["reached"] is False


async def test_webhooks_are_measured_beside_a_loop_of_the_same_client(scene):
    (figure,) = await webhooks.measure(scene)

    assert figure.name == "calls of webhooks"
    assert figure.value > 0
    assert figure.limit > 0
