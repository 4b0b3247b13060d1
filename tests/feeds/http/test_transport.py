"""What a certificate that is refused means, by the number of its fault."""

import ssl

from bot.feeds.http.transport import translated


def cause_of(code: int) -> str:
    error = ssl.SSLCertVerificationError()
    error.verify_code, error.verify_message = code, ""
    return translated(error).cause


def test_a_certificate_is_too_old_too_new_or_of_another_host() -> None:
    faults = {code: cause_of(code) for code in (9, 10, 18, 62, 64)}

    assert faults == {
        9: "tls_expired",
        10: "tls_expired",
        18: "tls_untrusted",
        62: "tls_host",
        64: "tls_host",
    }
