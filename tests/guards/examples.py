"""How long an example takes tells nothing on a machine that runs other tests beside: Hypothesis looks at no clock."""

from hypothesis import HealthCheck, settings

_NAME = "without-a-clock"

settings.register_profile(_NAME, settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(_NAME)
