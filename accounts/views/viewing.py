from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import viewing
from accounts.forms import ViewForm
from accounts.guards import member_of, member_required


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def change_view(request: HttpRequest) -> HttpResponse:
    """„Ansicht“."""
    member = member_of(request)
    form = ViewForm(request.POST) if request.method == "POST" else ViewForm.of(member)
    if request.method == "POST" and form.is_valid():
        viewing.change_view(member, **form.cleaned_data)
        messages.success(request, "Gespeichert.")
        return redirect("change_view")
    return render(request, "accounts/view.html", {"form": form})
