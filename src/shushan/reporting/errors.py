"""What the reports refuse."""

from shushan.kernel.errors import Conflict, Invalid


class TemplateHasMistakes(Invalid):
    """A template cannot be read as it stands."""

    code = "template-has-mistakes"


class ReportHasProblems(Invalid):
    """A report cannot be finished while something stands against it."""

    code = "report-has-problems"


class SamePerson(Conflict):
    """Whoever built a report does not finish it."""

    code = "same-person"
