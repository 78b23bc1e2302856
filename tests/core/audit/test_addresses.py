from django.urls import resolve


def test_address_of_an_undo_is_not_taken_for_a_history():
    found = resolve("/historia/kumoa/4/", urlconf="hyte.core.audit.urls")

    assert found.url_name == "undo"
    assert found.kwargs == {"pk": 4}


def test_address_of_a_history_names_kind_and_key():
    found = resolve("/historia/structure.body/lahti-hyvinvointiryhma/", urlconf="hyte.core.audit.urls")

    assert found.url_name == "history"
