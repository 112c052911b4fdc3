package dev.vask.cli.doctor;

import dev.vask.protocol.ProtocolLimits;
import dev.vask.protocol.RequestSigner;
import dev.vask.protocol.SafeQuote;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the HTTP API as a backend: that requests reach Vask, through which proxy, the clocks, and a signed request. */
record HttpChecks(DoctorSettings settings, DoctorHttp http, Findings findings) {

    private static final String HTTP = "http";
    private static final String PROXY = "proxy";
    private static final String CLOCK = "clock";
    private static final String API = "api";

    private static final Duration SKEW_TO_WARN = Duration.ofSeconds(30);

    /** Headers that only proxies add. */
    private static final List<String> PROXY_HEADERS =
            List.of("via", "server", "x-served-by", "cf-ray", "x-envoy-upstream-service-time", "x-cache");

    private static final Pattern BEHIND = Pattern.compile("is (\\d{1,12}) s behind the server's clock");

    void run() {
        String app = settings.key() == null ? "vask-doctor" : settings.key();
        HttpResponse<String> response;
        Instant before = settings.clock().instant();
        try {
            // Without a signature, but with a time of long ago: the error of an existing app shows the time of the
            // server.
            response = http.get(
                    "/apps/%s/channels?auth_key=%1$s&auth_version=1.0&auth_timestamp=0".formatted(encode(app)));
        } catch (IOException e) {
            findings.fail(
                    HTTP,
                    "No HTTP response: %s. Check that the port speaks %s, and that the server or its proxy runs."
                            .formatted(e.getMessage(), settings.isSecure() ? "HTTPS" : "HTTP without TLS"));
            return;
        }
        Instant middle =
                before.plus(Duration.between(before, settings.clock().instant()).dividedBy(2));
        Optional<VaskError> error = VaskError.of(response);
        if (reaches(response, error)) {
            proxy(response.headers());
        }
        clock(response, error, middle);
        signed();
    }

    private static String encode(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8);
    }

    /** Whether a request to the HTTP API reaches Vask. */
    private boolean reaches(HttpResponse<String> response, Optional<VaskError> error) {
        int status = response.statusCode();
        if (status / 100 == 3) {
            findings.fail(
                    HTTP,
                    "Requests are redirected (%d) to %s. Clients and backends do not follow it: use that address."
                            .formatted(
                                    status,
                                    SafeQuote.of(response.headers()
                                            .firstValue("location")
                                            .orElse("an unknown address"))));
            return false;
        }
        switch (error.map(VaskError::code).orElse("")) {
            case "" ->
                findings.fail(
                        HTTP,
                        "The response to /apps/ is %d, and not from Vask%s. Forward /apps/ to Vask in the proxy, or check host and port."
                                .formatted(status, server(response.headers())));
            case "no_such_route" ->
                findings.fail(
                        HTTP,
                        "This Vask does not serve /apps/ on port %d, which may be its management port (9000). Use the public port (8080)."
                                .formatted(settings.port()));
            case "wrong_role" ->
                findings.fail(
                        HTTP,
                        "/apps/ is forwarded to a node with the role edge. Forward it to nodes with the role api or all.");
            default -> {
                if (status >= 500) {
                    findings.fail(
                            HTTP,
                            "The server failed with %d: %s Look into its log."
                                    .formatted(
                                            status,
                                            error.map(VaskError::message).orElse("")));
                } else {
                    findings.ok(HTTP, "requests to /apps/ reach Vask");
                }
                return status < 500;
            }
        }
        return false;
    }

    private static String server(HttpHeaders headers) {
        return headers.firstValue("server")
                .map(it -> " but from '%s'".formatted(SafeQuote.of(it)))
                .orElse("");
    }

    private void proxy(HttpHeaders headers) {
        Optional<String> found = PROXY_HEADERS.stream()
                .filter(it -> headers.firstValue(it).isPresent())
                .map(it -> "%s: %s"
                        .formatted(it, SafeQuote.of(headers.firstValue(it).orElseThrow())))
                .findFirst();
        findings.ok(
                PROXY,
                found.map(it ->
                                "a proxy is in front (%s); set vask.edge.trusted-proxies to its address, or all its clients share one limit"
                                        .formatted(it))
                        .orElse("no proxy adds headers"));
    }

    private void clock(HttpResponse<String> response, Optional<VaskError> error, Instant now) {
        Optional<Instant> server = date(response.headers()).or(() -> error.flatMap(it -> fromError(it.message())));
        if (server.isEmpty()) {
            findings.warn(
                    CLOCK, "Not measured: the response has no Date. Set VASK_APP_KEY to the key of an existing app.");
            return;
        }
        Duration skew = Duration.between(now, server.orElseThrow());
        String detail = "the server's clock is %d s %s this machine's"
                .formatted(skew.abs().toSeconds(), skew.isNegative() ? "behind" : "ahead of");
        if (skew.abs().compareTo(ProtocolLimits.TIMESTAMP_SKEW) > 0) {
            findings.fail(
                    CLOCK,
                    "T%s. Requests that this machine signs are rejected, since auth_timestamp may differ by %d s. Synchronize both clocks (NTP)."
                            .formatted(detail.substring(1), ProtocolLimits.TIMESTAMP_SKEW.toSeconds()));
        } else if (skew.abs().compareTo(SKEW_TO_WARN) > 0) {
            findings.warn(
                    CLOCK,
                    "T%s; at %d s requests are rejected. Synchronize both clocks (NTP)."
                            .formatted(detail.substring(1), ProtocolLimits.TIMESTAMP_SKEW.toSeconds()));
        } else {
            findings.ok(CLOCK, detail);
        }
    }

    private static Optional<Instant> date(HttpHeaders headers) {
        try {
            return headers.firstValue("date").map(it -> ZonedDateTime.parse(it, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The server's time, from its error about a request that was signed at the beginning of 1970. */
    private static Optional<Instant> fromError(String message) {
        Matcher behind = BEHIND.matcher(message);
        return behind.find() ? Optional.of(Instant.ofEpochSecond(Long.parseLong(behind.group(1)))) : Optional.empty();
    }

    /** A signed request without an effect. */
    private void signed() {
        if (settings.key() == null || settings.secret() == null) {
            findings.warn(
                    API,
                    "Not checked: set VASK_APP_KEY and VASK_APP_SECRET to also check signatures, publishing and delivery.");
            return;
        }
        RequestSigner signer = new RequestSigner(settings.key(), settings.secret(), settings.clock());
        long start = System.nanoTime();
        try {
            HttpResponse<String> response = http.get(signer.target(
                    "GET",
                    "/apps/%s/channels".formatted(encode(settings.key())),
                    Map.of("filter_by_prefix", WebSocketChecks.CHANNEL_PREFIX),
                    new byte[0]));
            if (response.statusCode() == 200) {
                findings.ok(API, "a signed request is accepted, in " + Milliseconds.of(System.nanoTime() - start));
            } else {
                findings.fail(API, problem(settings.key(), response));
            }
        } catch (IOException e) {
            findings.fail(API, "No response to a signed request: %s.".formatted(e.getMessage()));
        }
    }

    /** Why a signed request was rejected. */
    static String problem(String key, HttpResponse<String> response) {
        Optional<VaskError> error = VaskError.of(response);
        return switch (error.map(VaskError::code).orElse("")) {
            case "no_such_app" ->
                "No app has the key '%s'. Check VASK_APP_KEY, or create the app with 'vask apps create'."
                        .formatted(SafeQuote.of(key));
            case "invalid_signature" ->
                error.orElseThrow().message().startsWith("Invalid value for auth_timestamp")
                        ? "The signature is rejected because of the clocks: "
                                + error.orElseThrow().message()
                        : "The secret is wrong for the app '%s': its signature is rejected. Check VASK_APP_SECRET, or create a new one with 'vask secrets rotate'."
                                .formatted(SafeQuote.of(key));
            case "" ->
                "A signed request returned %d, and not from Vask. Forward /apps/ to Vask in the proxy, with path and query unchanged."
                        .formatted(response.statusCode());
            default ->
                "A signed request returned %d: %s"
                        .formatted(response.statusCode(), error.orElseThrow().message());
        };
    }
}
