"""The two groups of the page editor and the approval between them, as Wagtail's own migrations make them.

Who is in a group follows from the roles in people; a group or an approval that somebody deleted comes back.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

WRITERS, APPROVERS = "Editors", "Moderators"  # the names by which people.roles knows them
PAGES = {WRITERS: ("add_page", "change_page"), APPROVERS: ("add_page", "change_page", "publish_page")}
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
APPROVAL = "审稿"


def ensure_editors(root: Page) -> None:
    """Make sure that both groups may do their part below the root, and that what one writes the other approves."""
    collection = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for name, verbs in PAGES.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for codename in verbs:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        for permission in Permission.objects.filter(codename__in=FILES):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    _ensure_approval(root)


def _ensure_approval(root: Page) -> None:
    for kind in (Workflow, Task):
        kind.objects.filter(name="Moderators approval").update(name=APPROVAL)  # as Wagtail's first migration names it
    if WorkflowPage.objects.filter(page=root).exists():
        return
    workflow, _made = Workflow.objects.get_or_create(name=APPROVAL)
    task = GroupApprovalTask.objects.filter(name=APPROVAL).first() or GroupApprovalTask.objects.create(name=APPROVAL)
    task.groups.add(Group.objects.get(name=APPROVERS))
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.create(workflow=workflow, page=root)
