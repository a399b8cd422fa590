"""Text as it is searched for."""

import pytest

from muster.base.folding import cut, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("José GARCÍA", "jose garcia"),
        ("Straße", "strasse"),
        ("Łukasz Øster", "lukasz oster"),
        ("İstanbul \N{LATIN SMALL LETTER DOTLESS I}lik", "istanbul ilik"),
        ("Nguyễn", "nguyen"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}na", "ana"),
        ("مُحَمَّد أحمد", "محمد احمد"),
        ("山田 太郎", "山田 太郎"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
    ],
)
def test_case_accents_and_marks_do_not_count(text, folded):
    assert fold(text) == folded
    assert fold(folded) == folded


def test_a_text_is_cut_between_letters():
    assert cut("山田", 5) == "山"
    assert cut("ab", 5) == "ab"
