"""What editors say of a person beyond the credits of films."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import editor_required, member_of
from reviews import persons
from reviews.forms.persons import OtherNamesForm
from reviews.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
@editor_required
def other_names(request: HttpRequest, pk: int) -> HttpResponse:
    """Also for persons of drafts only, which readers do not see yet."""
    person = get_object_or_404(Person, pk=pk)
    if request.method != "POST":
        now = "\n".join(persons.other_names(person))
        return _page(request, person, OtherNamesForm(initial={"names": now, "before": now}))
    form = OtherNamesForm(request.POST)
    if not form.is_valid():
        return _page(request, person, form, status=422)
    names, before = form.cleaned_data["names"], form.cleaned_data["before"]
    try:
        is_new = persons.name_otherwise(person, names, by=member_of(request), instead_of=before)
    except persons.ChangedMeanwhile:
        meanwhile = persons.other_names(person)
        form = OtherNamesForm({"names": request.POST.get("names", ""), "before": "\n".join(meanwhile)})
        return _page(request, person, form, status=409, meanwhile=meanwhile)
    if is_new:
        messages.success(request, "Gespeichert. In einer Minute richten sich auch die Links danach.")
        for name in persons.shared_names(person):
            messages.info(request, f"„{name}“ heißt noch jemand. Wo beide gemeint sein können, fragt „Namen im Text“.")
    else:
        messages.info(request, "Nichts geändert.")
    return redirect("desk:other_names", person.pk)


def _page(
    request: HttpRequest,
    person: Person,
    form: OtherNamesForm,
    *,
    status: int = 200,
    meanwhile: list[str] | None = None,
) -> HttpResponse:
    is_visible = Person.objects.visible_to(request.user).filter(pk=person.pk).exists()
    context = {"person": person, "form": form, "is_visible": is_visible, "meanwhile": meanwhile}
    return render(request, "desk/other_names.html", context, status=status)
