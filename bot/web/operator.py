"""What the operator's monitors ask: `/healthz` and `/metrics`; the public is told of neither."""

from aiohttp import web

from bot.errors import StoreError
from bot.web.health import HealthCheck
from bot.web.metrics import MetricsExporter

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


def operator_routes(health: HealthCheck, metrics: MetricsExporter) -> list[web.RouteDef]:
    """Return the routes; what came through a proxy, as the public does, is not answered."""

    async def healthz(request: web.Request) -> web.Response:
        _require_direct(request)
        report = await health.ask()
        said = [*(report.problems or ("alive",)), *report.notes]
        text = "".join(f"{sentence}\n" for sentence in said)
        status = 200 if report.is_alive else 503
        return web.Response(status=status, text=text, headers={"Cache-Control": "no-store"})

    async def exported(request: web.Request) -> web.Response:
        _require_direct(request)
        try:
            body, content_type = await metrics.render(request.headers.get("Accept", ""))
        except StoreError:
            raise web.HTTPServiceUnavailable from None
        return web.Response(body=body, headers={"Content-Type": content_type})

    return [web.get("/healthz", healthz), web.get("/metrics", exported)]


def _require_direct(request: web.Request) -> None:
    if any(name in request.headers for name in _FORWARDED):
        raise web.HTTPNotFound
