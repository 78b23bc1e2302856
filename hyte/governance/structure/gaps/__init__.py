"""The structure register's gaps, a file for each subject."""

from hyte.core.thread.gaps import register_gaps
from hyte.governance.structure.gaps.bodies import body_gaps
from hyte.governance.structure.gaps.documents import document_gaps
from hyte.governance.structure.gaps.duties import duty_gaps
from hyte.governance.structure.gaps.focus_areas import focus_gaps
from hyte.governance.structure.gaps.people import personal_data_gaps, post_gaps, seat_gaps
from hyte.governance.structure.gaps.themes import theme_gaps
from hyte.governance.structure.gaps.unconfirmed import unconfirmed_gaps

for finder in (
    body_gaps,
    seat_gaps,
    post_gaps,
    duty_gaps,
    focus_gaps,
    document_gaps,
    theme_gaps,
    personal_data_gaps,
    unconfirmed_gaps,
):
    register_gaps(finder)
