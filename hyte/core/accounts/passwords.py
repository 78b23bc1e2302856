"""What is asked of a password, in the product's own words where Django has none in Finnish."""

from django.contrib.auth import password_validation
from django.utils.translation import ngettext


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    """Django's rule with a sentence that is there in every language of the product."""

    def get_error_message(self) -> str:
        return ngettext(
            "The password is too short. It needs at least %(count)s character.",
            "The password is too short. It needs at least %(count)s characters.",
            self.min_length,
        ) % {"count": self.min_length}
