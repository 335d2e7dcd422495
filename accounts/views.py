from django.contrib import messages
from django.contrib.auth.decorators import login_required, user_passes_test
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language as remember_language

from accounts.forms import ProfileForm
from accounts.models import User

# A guest has no password to change and no address to confirm: first comes the account.
account_required = user_passes_test(
    lambda user: user.is_authenticated and not user.is_guest, login_url="account_signup"
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    # A row of its own to edit: a refused form must not change the user that the page greets.
    user = User.objects.get(username=request.user.get_username())
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(user.language):
            messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    return render(request, "accounts/profile.html", {"form": form})


@never_cache
@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """Whose session this is, with a token for forms: a page that was cut off asks before it sends anything.

    The token goes out of date when somebody signs in, so nothing sent with it ends up as another person's.
    """
    is_guest = request.user.is_authenticated and request.user.is_guest
    person = str(request.user.pk or "")
    return JsonResponse({"person": person, "isGuest": is_guest, "token": get_token(request)})


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Django's own switch, which minds a cookie, and the user's row as well, which other browsers read."""
    language = request.POST.get("language")
    if request.user.is_authenticated and language in User.Language:
        User.objects.filter(pk=request.user.pk).update(language=language)
    return remember_language(request)
