"""Mail that leaves after the answer was saved."""

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from hyte.portal.models import Feedback


@task()
def send_answer(feedback_id: int, language: str = "fi") -> bool:
    """Send the answer to the address given with the feedback; nothing when none was given."""
    feedback = Feedback.objects.select_related("home").filter(pk=feedback_id).first()
    if feedback is None or not feedback.email or not feedback.answered_at:
        return False
    with translation.override(language):
        subject = _("Answer to your feedback: %(area)s") % {"area": feedback.home}
        text = "\n\n".join([feedback.answer, _("You wrote:"), feedback.text])
    send_mail(subject, text, None, [feedback.email])
    return True
