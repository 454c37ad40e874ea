from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt  # a mini-program has no page of yours to take the token from
def upload(request):
    photo = request.FILES["photo"]
    return JsonResponse({"filename": photo.name, "size": photo.size, "user": request.POST["user"]})


urlpatterns = [path("upload", upload)]
settings.configure(DEBUG=True, SECRET_KEY="practice", ROOT_URLCONF=__name__)
app = get_wsgi_application()
