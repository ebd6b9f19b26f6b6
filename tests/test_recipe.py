import pytest

from arabicnews.finetuning.recipe import Recipe
from arabicnews.finetuning.sources import Source


def recipe(**values):
    return Recipe.from_dict({"encoder": "x", **values})


def test_sources_become_values_and_the_rest_has_defaults():
    found = recipe(sources=[{"path": "a.jsonl", "weight": 2}], dev=None)
    assert found.sources == (Source("a.jsonl", weight=2),) and found.dev == ()
    assert (found.patience, found.gradient_checkpointing, found.save_total_limit) == (0, False, 2)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"epoch": 3}, "unknown keys epoch; a recipe has accumulation, augmentation, average, batch"),
        ({"encoder": ""}, "there is no encoder; give a folder or Hub id"),
        ({"precision": "half"}, "precision is 'half'; allowed are float32, bfloat16, float16"),
        ({"batch": 0}, "batch is 0; it must be at least 1"),
        ({"epochs": 0}, "epochs is 0; it must be more than 0"),
        ({"epochs": 1, "average": 2}, "average is 2, but there are 1 epochs; set it lower"),
        ({"augmentation": {"verses": 0.5}}, "unknown augmentation 'verses'"),
        (
            {"sources": [{"path": "a", "scheme": "caraner"}], "reader": {"schemes": ["news", "fane"]}},
            "the source a has the scheme 'caraner', for which the reader has no head; it has news, fane",
        ),
    ],
)
def test_what_cannot_be_is_an_error_that_says_what_can(values, said):
    with pytest.raises(ValueError, match=said):
        recipe(**values)
