"""`hyte stats`: what it prints, what it refuses, and how it ends."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from hyte.knowledge.stats.command.run import main

PROJECT = Path(__file__).resolve().parents[3]
EXAMPLES = PROJECT / "docs" / "examples" / "stats"
RESULT = ["value", "lower", "upper", "confidence", "method", "withheld"]


@pytest.fixture
def stats(capsys, tmp_path):
    """Run the command on a text; gives its exit status, what it printed, and what it complained of."""

    def run(method: str, text: str | bytes, *words: str) -> tuple[int, str, str]:
        path = tmp_path / "file.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        status = main([method, str(path), "--language", "en", *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture
def results(stats):
    """The same as JSON, where it must succeed."""

    def run(method: str, text: str | bytes, *words: str) -> list[dict]:
        status, printed, complaint = stats(method, text, "--format", "json", *words)
        assert (status, complaint) == (0, "")
        return json.loads(printed)

    return run


@pytest.fixture
def refusal(stats):
    """The sentence, where the data must be refused."""

    def run(method: str, text: str | bytes, *words: str, status: int = 1) -> str:
        found, printed, complaint = stats(method, text, "--format", "json", *words)
        assert (found, printed) == (status, "")
        return complaint

    return run


@pytest.mark.parametrize(
    "method, words, extra",
    [
        ("rate", [], []),
        ("proportion", [], []),
        ("dsr", [], ["events", "standard"]),
        ("isr", [], ["observed", "expected", "rate"]),
        ("life-expectancy", ["--at", "0", "--at", "65"], ["at"]),
        ("pyll", [], ["events", "years", "crude", "limit", "lower_age", "standard"]),
        ("sii", ["--draws", "1000"], ["intercept", "rii", "rii_lower", "rii_upper", "groups", "kind"]),
        ("trend", [], ["chi_squared", "direction", "significance"]),
        ("compare", ["--polarity", "low"], ["relation", "verdict"]),
        ("quantiles", ["--n", "4"], ["area", "quantile"]),
        ("hide", [], ["alue", "sukupuoli"]),
    ],
)
def test_every_method_prints_what_scripts_rely_on(capsys, method, words, extra):
    status = main([method, str(EXAMPLES / f"{method}.csv"), "--format", "json", *words])
    printed = json.loads(capsys.readouterr().out)

    assert status == 0
    for result in printed:
        assert next(iter(result)) == "group"
        assert set(result) == {"group", *RESULT, *extra}
        assert (result["value"] is not None) or result["withheld"]


@pytest.mark.parametrize("shape", ["table", "csv"])
def test_other_formats_hold_the_same_results(capsys, shape):
    main(["rate", str(EXAMPLES / "rate.csv"), "--format", shape, "--language", "en"])
    printed = capsys.readouterr().out

    if shape == "csv":
        rows = list(csv.DictReader(io.StringIO(printed)))
        assert [row["group"] for row in rows] == ["Esimerkkilä", "Mallikylä", "Kuviteltu", "Puuttuva"]
        assert float(rows[0]["value"]) == pytest.approx(65 / 12400 * 100_000)
        assert (rows[3]["value"], rows[3]["withheld"]) == ("", "a count is missing")
    else:
        assert "524.194" in printed
        assert "a count is missing" in printed


def test_per_and_confidence(results):
    row = results("rate", "group,count,population\na,65,100\n", "--per", "1", "--confidence", "0.998")[0]

    assert row["value"] == pytest.approx(0.65)
    assert row["confidence"] == 0.998


def test_groups_come_in_the_order_in_which_they_appear(results):
    rows = results("rate", "group,count,population\nz,1,10\na,12,10\nm,,10\n")

    assert [row["group"] for row in rows] == ["z", "a", "m"]


def test_a_missing_count_is_missing_and_zero_is_zero(results):
    missing, zero = results("rate", "group,count,population\na,,10\nb,0,10\n")

    assert (missing["value"], missing["withheld"]) == (None, "a count is missing")
    assert (zero["value"], zero["withheld"]) == (0, None)


@pytest.mark.parametrize(
    "text",
    [
        "group,count,population\nÄänekoski,65,100\n",
        "\ufeffgroup,count,population\r\nÄänekoski,65,100\r\n",
        "group;count;population\nÄänekoski;65;100,0\n",
        "Group ;COUNT;population\n\nÄänekoski;65;100\n;;\n",
        "group\tcount\tpopulation\nÄänekoski\t65\t100\n",
        'group,note,count,population\n"Äänekoski","a, b",65,100\n',
        "group;count;population\nÄänekoski;65;100\n".encode("cp1252"),
        "group;count;population\nÄänekoski;6 5;1 00\n".replace("6 5", "65").replace("1 00", "100"),
    ],
)
def test_the_form_of_a_file_is_read_leniently(results, text):
    row = results("rate", text, "--per", "100")[0]

    assert (row["group"], row["value"]) == ("Äänekoski", pytest.approx(65))


def test_finnish_thousands_are_numbers(results):
    assert results("rate", "group;count;population\na;1\u00a0234;12 340\n", "--per", "10")[0]["value"] == pytest.approx(
        1
    )


@pytest.mark.parametrize(
    "method, text, words",
    [
        ("rate", "group,count\na,1\n", ["column population is missing", "group, count"]),
        ("rate", "group,count,population\na,x,10\n", ["Row 2", "column count", "“x”", "whole number"]),
        ("rate", "group,count,population\na,1,10\nb,-1,10\n", ["Row 3", "column count", "“-1”", "0 or more"]),
        ("rate", "group,count,population\na,1.5,10\n", ["Row 2", "column count", "whole number"]),
        ("rate", "group,count,population\na,nan,10\n", ["Row 2", "“nan”"]),
        ("rate", "group,count,population\na,1,inf\n", ["Row 2", "column population"]),
        ("rate", 'group,count,population\na,1,"10,5"\n', ["Row 2", "column population"]),
        ("rate", "group,count,population\n,1,10\n", ["Row 2", "column group"]),
        ("rate", "group,count,population\na,1,10\na,2,10\n", ["Row 3", "a stands on row 2 too", "once"]),
        ("rate", "group,count,population\na,1\n", ["Row 2", "2 cells", "3"]),
        ("rate", "group,count,count\na,1,2\n", ["count stands there twice"]),
        ("rate", "group,count,population\n", ["no rows"]),
        ("rate", "group,count,population,year\na,1,10,2019\nb,1,10,2020\n", ["Row 3", "year", "2020", "2019", "one period"]),
        ("rate", "group,count,population,period\na,1,10,2019\nb,1,10,\n", ["Row 3", "period"]),
        ("proportion", "group,count,denominator\na,11,10\n", ["Row 2", "count 11", "denominator 10"]),
        ("dsr", "group,band,count,population\na,0-4,1,10\n", ["19 bands", "Missing: 5-9", "Extra: –"]),
        ("isr", "group,band,count,population,reference_count,reference_population\n"
                "a,x,1,1,1,1\na,y,1,1,1,1\nb,x,1,1,1,1\n", ["group b", "Missing: y"]),
        ("life-expectancy", "group,age,deaths,population\na,0,1,10\na,x,1,10\n", ["Row 3", "column age", "90+"]),
        ("life-expectancy", "group,age,deaths,population\na,0,1,10\na,1,1,10\na,5,1,9\na,12,1,9\n", ["age 12"]),
        ("pyll", "group,age,mean_age,deaths,population,weight\na,0,40,1,10,1\na,80,85,1,10,1\n", ["over the age 75"]),
        ("pyll", "group,age,mean_age,deaths,population,weight\na,80,85,1,10,1\n", ["No band lies between"]),
        ("pyll", "group,age,mean_age,deaths,population,weight\na,0,3,1,10,1\nb,0,3,1,10,2\n", ["Row 3", "weight", "same"]),
        ("pyll", "group,age,mean_age,deaths,population,weight\na,50,30,1,10,1\n", ["Row 2", "mean_age"]),
        ("sii", "group,rank,population,value\na,,1,1\n", ["Row 2", "column rank"]),
        ("sii", "group,rank,population,value\na,1,1,1\na,1,1,1\n", ["a / 1 stands on row 2"]),
        ("trend", "group,year,value,lower,upper\na,2014-2016,1,0,2\n", ["Row 2", "2014-2016", "longer than a year"]),
        ("trend", "group,year,value,lower,upper\na,2014,1,0,2\na,2014,1,0,2\n", ["a / 2014 stands on row 2"]),
        ("trend", "group,year,value,lower,upper\na,2014,1,2,0\n", ["Row 2", "lower 2 is above upper 0"]),
        ("trend", "group,year,count,denominator\na,2014,11,10\n", ["Row 2", "above denominator"]),
        ("compare", "group,value,lower,upper,reference\na,1,2,0,1\n", ["Row 2", "lower 2"]),
        ("quantiles", "region,area,value\nr,a,1\nr,a,2\n", ["r / a stands on row 2"]),
        ("hide", "area,count\nA,3\nB,7\ntotal,11\n", ["add up to 10", "it is 11"]),
        ("hide", "count\n3\n", ["no dimensions"]),
        ("hide", "area,count\nA,3\nA,4\n", ["A stands on row 2"]),
        ("hide", "area,method,count\nA,x,3\n", ["column method"]),
        ("hide", "area,count,denominator\nA,9,8\n", ["above denominator"]),
    ],
)  # fmt: skip
def test_wrong_data_are_refused_with_a_sentence(refusal, method, text, words):
    sentence = refusal(method, text)

    assert [word for word in words if word not in sentence] == []
    assert "Traceback" not in sentence


@pytest.mark.parametrize(
    "method, text, faults",
    [
        ("rate", "group,count,population\na,x,y\nb,z,1\n", ["Row 2, column count", "Row 2, column population", "Row 3, column count"]),
        # Cells, rows, what holds between rows and the period, all in one reading and in the order of the file.
        (
            "rate",
            "group,count,population,year\na,1,10,2019\na,2,10,2019\nb,x,10,2020\nc,1\nd,-1,10,2021\na,1,1,2019\n",
            ["Row 3: a stands on row 2", "Row 4, column count", "Row 4, column year", "Row 5 has 2 cells",
             "Row 6, column count", "Row 6, column year", "Row 7: a stands on row 2"],
        ),
        ("rate", "group,number\n,1\nb\n", ["The column count, population is missing", "Row 2, column group", "Row 3 has 1 cells"]),
        ("rate", "group,group,count,count\n", ["the column group stands there twice", "the column count stands there twice"]),
        ("proportion", "group,count,denominator\na,11,10\nb,x,10\nc,12,10\n", ["Row 2: count 11", "Row 3", "Row 4: count 12"]),
        ("isr", "group,band,count,population,reference_count,reference_population\n"
                "a,x,1,1,1,1\nb,y,1,1,1,1\nc,z,1,1,1,1\n", ["The group b", "The group c"]),
        ("dsr", "group,band,count,population\na,0-4,1,10\nb,5-9,1,10\n", ["The group a: the standard", "The group b: the standard"]),
        ("life-expectancy", "group,age,deaths,population\n" + "".join(f"a,{age},1,9\n" for age in (0, 1, 5, 10, 17, 22, 30)),
         ["from age 17", "from age 22"]),
        ("pyll", "group,age,mean_age,deaths,population,weight\na,50,30,1,10,1\nb,50,20,1,10,2\nb,51,x,1,10,2\n",
         ["The group b", "Row 2, column mean_age", "Row 3, column mean_age", "Row 3, column weight", "Row 4, column mean_age"]),
        ("trend", "group,year,value,lower,upper\na,2014-2016,1,0,2\na,2015,1,2,0\na,2015,1,0,2\n",
         ["Row 2, column year", "Row 3: lower", "Row 4: a / 2015"]),
        ("hide", "area,sex,count\nA,m,3\nA,f,4\nA,total,9\nB,m,3\nB,f,4\nB,total,9\n", ["A", "B"]),
        ("hide", "method,group,count\nA,m,3\n", ["column method", "column group"]),
    ],
)  # fmt: skip
def test_every_fault_of_a_file_is_told_at_once(refusal, method, text, faults):
    lines = refusal(method, text).splitlines()

    assert len(lines) == len(faults)
    assert [fault for line, fault in zip(lines, faults, strict=True) if fault not in line] == []


def test_faults_of_a_long_file_are_all_told(refusal):
    rows = "".join(f"a{n},x,10\n" for n in range(300))

    assert len(refusal("rate", f"group,count,population\n{rows}").splitlines()) == 300


@pytest.mark.parametrize(
    "method, text, words",
    [
        ("rate", b"", ()),
        ("rate", b"PK\x03\x04rest", ()),
        ("rate", b'group,count,population\n"a,1,2\n', ()),
        ("dsr", "group,band,count,population\na,0-4,1,10\n", ("--standard", "esp2026")),
        ("life-expectancy", "group,age,deaths,population\na,0,1,9\na,5,1,9\n", ("--at", "3")),
        ("hide", "area,count\nA,3\n", ("--cumulative", "month")),
    ],
)
def test_unusable_files_and_arguments_end_with_2(refusal, method, text, words):
    assert refusal(method, text, *words, status=2)


@pytest.mark.parametrize(
    "words",
    [
        [], ["rate"], ["rates", "x.csv"], ["rate", "x.csv", "--confidence", "95"], ["rate", "x.csv", "--format", "xml"],
        ["rate", "x.csv", "--per", "0"], ["quantiles", "x.csv", "--n", "1"], ["compare", "x.csv", "--polarity", "up"],
        ["sii", "x.csv", "--kind", "square"],
    ],
)  # fmt: skip
def test_wrong_arguments_end_with_2(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(words)

    assert stopped.value.code == 2
    assert capsys.readouterr().out == ""


def test_a_file_that_is_not_there_ends_with_2(capsys):
    assert main(["rate", "/nowhere/file.csv"]) == 2
    assert "/nowhere/file.csv" in capsys.readouterr().err


def test_dsr_takes_a_standard_of_ones_own(results, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("band,weight\nyoung,3\nold,1\n")
    rows = results(
        "dsr", "group,band,count,population\na,old,20,100\na,young,10,100\n", "--standard", str(own), "--per", "100"
    )

    assert rows[0]["value"] == pytest.approx((3 * 10 + 1 * 20) / 4)
    assert rows[0]["standard"] == "own.csv"


@pytest.mark.parametrize("text", ["band,weight\na,1\na,2\n", "band,weight\na,-1\n", "band,weight\na,0\n", "band\na\n"])
def test_a_faulty_standard_is_refused(refusal, tmp_path, text):
    own = tmp_path / "own.csv"
    own.write_text(text)

    assert refusal("dsr", "group,band,count,population\nx,a,20,100\n", "--standard", str(own))


def test_a_missing_weight_of_a_standard_is_not_nothing(refusal, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("band,weight\na,3\nb,\n", encoding="utf-8")
    sentence = refusal("dsr", "group,band,count,population\nA,a,30,100\nA,b,30,100\n", "--standard", str(own))

    assert sentence == "Row 3, column weight: “” is not accepted. Accepted: a number, 0 or more.\n"


@pytest.mark.parametrize(
    "method, option, value, accepted",
    [
        ("rate", "--confidence", "abc", "a number above 0 and below 1, such as 0.95"),
        ("rate", "--confidence", "95", "a number above 0 and below 1, such as 0.95"),
        ("rate", "--per", "x", "a number above 0"),
        ("quantiles", "--n", "x", "a whole number, 2 or more"),
        ("life-expectancy", "--at", "old", "an age in years, such as 65"),
        ("hide", "--threshold", "5.5", "a whole number, 0 or more"),
    ],
)
def test_a_wrong_option_is_told_with_what_is_accepted(method, option, value, accepted, capsys):
    with pytest.raises(SystemExit):
        main([method, "file.csv", option, value])

    assert capsys.readouterr().err.endswith(f"argument {option}: {value} is not {accepted}\n")


def test_dsr_needs_every_band_in_every_group(refusal):
    text = (EXAMPLES / "dsr.csv").read_text().splitlines()
    shorter = "\n".join(line for line in text if not line.startswith("Mallikylä,40-44")) + "\n"

    assert "Missing: 40-44" in refusal("dsr", shorter)


def test_dsr_reads_rows_in_any_order(results):
    head, *rows = (EXAMPLES / "dsr.csv").read_text().splitlines()
    straight = {row["group"]: row["value"] for row in results("dsr", "\n".join([head, *rows]) + "\n")}
    turned = {row["group"]: row["value"] for row in results("dsr", "\n".join([head, *reversed(rows)]) + "\n")}

    assert straight.pop("Kuviteltu") is turned.pop("Kuviteltu") is None
    assert turned == pytest.approx(straight, rel=1e-12)


def test_life_expectancy_with_a_hole_is_withheld(results):
    head, *rows = (EXAMPLES / "life-expectancy.csv").read_text().splitlines()
    kept = [row for row in rows if not row.startswith("Mallikylä,40,")]
    found = results("life-expectancy", "\n".join([head, *kept]) + "\n", "--at", "0", "--at", "40")

    assert {(row["at"], row["withheld"]) for row in found if row["group"] == "Mallikylä"} == {
        (0, "an age band is missing"), (40, "an age band is missing"),
    }  # fmt: skip
    assert [row["withheld"] for row in found if row["group"] == "Esimerkkilä"] == [None, None]


def test_simulated_lost_years_are_repeatable(results):
    text = (EXAMPLES / "pyll.csv").read_text()
    first = results("pyll", text, "--simulate", "--draws", "2000")

    assert first == results("pyll", text, "--simulate", "--draws", "2000")
    assert first[0]["method"].startswith("Monte Carlo")


def test_compare_without_limits_makes_no_comparison(results):
    row = results("compare", "group,value,reference\na,12,11\n", "--polarity", "low")[0]

    assert (row["value"], row["verdict"], row["withheld"]) == (12, "no comparison", "no confidence interval")


def test_trend_prefers_counts(results):
    text = (EXAMPLES / "trend-counts.csv").read_text()

    assert [row["direction"] for row in results("trend", text)] == ["increasing", "no significant change"]


def test_logit_takes_counts_alone(results):
    row = results("sii", (EXAMPLES / "sii-logit.csv").read_text(), "--kind", "logit", "--draws", "1000")[0]

    assert row["lower"] < row["value"] < row["upper"] < 0


def test_hide_blanks_the_rate_with_its_count(results):
    rows = results(
        "hide",
        "area,count,population,rate,lower,upper\nA,3,100,3,1,8\nB,70,100,70,60,80\nC,9,100,9,4,17\ntotal,82,300,27,20,35\n",
    )

    assert [rows[0][name] for name in ("value", "rate", "lower", "population")] == [None, None, None, 100]
    assert {row["withheld"] for row in rows if row["value"] is None} == {
        "hidden: a small count, or it would give one back"
    }


def test_hide_takes_sums_of_ages_from_a_file(results, tmp_path):
    sums = tmp_path / "sums.csv"
    sums.write_text("column,sum,part\nage,65+,65-74\nage,65+,75+\n")
    rows = results("hide", "age,count\n65+,10\n75+,8\n0-64,40\nyhteensä,50\n", "--sums", str(sums))

    assert [row["value"] for row in rows] == [10, None, 40, 50]


@pytest.mark.parametrize("option", ["--cumulative", "--releases"])
def test_hide_takes_periods_and_releases(results, option):
    rows = results("hide", "part,area,count\n1,A,10\n1,B,30\n2,A,12\n2,B,60\n", option, "part")

    assert [row["value"] for row in rows] == [10, 30, None, 60]


@pytest.mark.parametrize("word", ["kaikki", "All", "Both sexes"])
def test_hide_knows_a_total_by_its_common_names(results, word):
    found = results("hide", f"area,sex,count\nA,female,3\nA,male,12\nA,{word},15\n")

    assert [row["value"] for row in found] == [None, None, 15]


def test_hide_knows_a_total_by_what_it_is(results):
    text = "area,sex,count\nA,f,3\nA,m,12\nA,väki,15\nB,f,20\nB,m,30\nB,väki,50\n"
    found = results("hide", text)

    assert [row["value"] for row in found] == [None, None, 15, 20, 30, 50]


def test_hide_knows_which_ages_lie_inside_others(results):
    """65+ less 75+ would tell of two persons."""
    found = results("hide", "age,count\n0-64,40\n65+,10\n75+,8\nyhteensä,50\n")

    assert [row["value"] for row in found] == [40, 10, None, 50]


def test_hide_leaves_values_that_are_no_ages_alone(results):
    found = results("hide", "area,count\nLahti,40\n1-3,20\n1-2,30\n")

    assert [row["value"] for row in found] == [40, 20, 30]


def test_hide_leaves_a_missing_count_missing(results):
    assert results("hide", "area,count\nA,\nB,9\n")[0]["withheld"] == "a count is missing"


def test_the_product_command_runs_without_settings(tmp_path):
    """No Django, and not even pandas, is loaded for a rate."""
    program = (
        "import sys; sys.argv = ['hyte', 'stats', 'rate', sys.argv[1], '--format', 'json']\n"
        "from hyte.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert end.code == 0\n"
        "print([name for name in ('django', 'pandas') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(EXAMPLES / "rate.csv")],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=True,
    )

    assert json.loads(done.stdout)[0]["group"] == "Esimerkkilä"
    assert done.stderr.strip() == "[]"


def test_sentences_and_tables_are_in_the_language_asked_for(capsys, monkeypatch):
    """JSON holds the English words whatever the language; a catalogue without a sentence leaves it in English."""
    import gettext

    class Loud(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return message.upper() if "%" not in message else f"!{message}"

    asked, own = [], gettext.translation

    def translation(domain: str, *places: object, **options: object) -> gettext.NullTranslations:
        if domain != "django":  # argparse asks for a catalogue of its own
            return own(domain, *places, **options)
        asked.append(options["languages"])
        return Loud()

    monkeypatch.setattr(gettext, "translation", translation)
    main(["rate", str(EXAMPLES / "rate.csv")])
    table = capsys.readouterr().out
    main(["rate", str(EXAMPLES / "rate.csv"), "--language", "sv", "--format", "json"])
    data = capsys.readouterr().out
    main(["rate", "/nowhere.csv", "--language", "en"])

    assert asked == [["fi"], ["sv"], ["en"]]
    assert "A COUNT IS MISSING" in table
    assert "a count is missing" in data
    assert capsys.readouterr().err.startswith("!")
