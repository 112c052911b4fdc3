package dev.vask.cli.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** Checks the certificate: its chain, its host name and the days until it expires. */
record TlsCheck(DoctorSettings settings, Findings findings) {

    private static final String TLS = "tls";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int DAYS_TO_WARN = 14;

    /** What a handshake showed. */
    private record Handshake(String protocol, List<X509Certificate> chain) {}

    /** Whether clients can connect. */
    boolean run() {
        if (!settings.isSecure()) {
            plain();
            return true;
        }
        try {
            Handshake handshake = handshake(settings.trust(), true);
            X509Certificate certificate = handshake.chain().getFirst();
            long days = ChronoUnit.DAYS.between(
                    settings.clock().instant(), certificate.getNotAfter().toInstant());
            String detail = "%s, certificate for %s, valid for %d more days"
                    .formatted(handshake.protocol(), names(certificate), days);
            if (days < DAYS_TO_WARN) {
                findings.warn(TLS, detail + ". Check that it is renewed automatically.");
            } else {
                findings.ok(TLS, detail);
            }
            return true;
        } catch (SSLException e) {
            findings.fail(TLS, explain(e));
        } catch (SocketTimeoutException e) {
            findings.fail(
                    TLS,
                    "No TLS handshake within %d s. The port may not speak TLS: try http://, or terminate TLS in front of it."
                            .formatted(TIMEOUT.toSeconds()));
        } catch (IOException | GeneralSecurityException e) {
            findings.fail(
                    TLS, "The TLS handshake failed: %s. Check that the port speaks TLS.".formatted(e.getMessage()));
        }
        return false;
    }

    private void plain() {
        if (isLocal()) {
            findings.ok(TLS, "not used, which is fine on one machine");
        } else {
            findings.warn(
                    TLS,
                    "Not used. Events can be read on the way, and pages from https:// cannot connect. Terminate TLS in front of Vask,"
                            + " and use https://.");
        }
    }

    private boolean isLocal() {
        try {
            return InetAddress.getByName(settings.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private Handshake handshake(Trust trust, boolean verifyHost) throws IOException, GeneralSecurityException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(settings.host(), settings.port()), (int) TIMEOUT.toMillis());
            plain.setSoTimeout((int) TIMEOUT.toMillis());
            try (SSLSocket secure = (SSLSocket)
                    trust.context().getSocketFactory().createSocket(plain, settings.host(), settings.port(), true)) {
                SSLParameters parameters = secure.getSSLParameters();
                if (verifyHost) {
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                }
                secure.setSSLParameters(parameters);
                secure.startHandshake();
                return new Handshake(secure.getSession().getProtocol(), chain(secure));
            }
        }
    }

    private static List<X509Certificate> chain(SSLSocket secure) throws SSLPeerUnverifiedException {
        Certificate[] certificates = secure.getSession().getPeerCertificates();
        return List.of(certificates).stream().map(X509Certificate.class::cast).toList();
    }

    /** Why a handshake failed, found by handshakes that verify less. */
    private String explain(SSLException failure) {
        List<X509Certificate> chain;
        try {
            chain = handshake(Trust.ofAnything(), false).chain();
        } catch (IOException | GeneralSecurityException e) {
            return "The port does not speak TLS, or no version in common (%s). Try http://, or check the TLS settings of the proxy."
                    .formatted(failure.getMessage());
        }
        X509Certificate certificate = chain.getFirst();
        Instant now = settings.clock().instant();
        if (certificate.getNotAfter().toInstant().isBefore(now)) {
            return "The certificate expired on %s. Renew it."
                    .formatted(certificate.getNotAfter().toInstant());
        }
        if (certificate.getNotBefore().toInstant().isAfter(now)) {
            return "The certificate is not valid before %s. Check the clock of this machine, and the certificate."
                    .formatted(certificate.getNotBefore().toInstant());
        }
        if (isTrusted()) {
            return "The certificate is for %s, not for %s. Use one of its names, or a certificate for this one."
                    .formatted(names(certificate), settings.host());
        }
        if (certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())) {
            return "The certificate is self-signed, which clients do not trust. Use one of a public authority, or pass it with --cacert"
                    + " if all clients trust it.";
        }
        return "The issuer of the certificate, '%s', is not trusted; the server sent %d certificates. Send the intermediate certificates too, or pass the private authority with --cacert."
                .formatted(certificate.getIssuerX500Principal().getName(), chain.size());
    }

    private boolean isTrusted() {
        try {
            handshake(settings.trust(), false);
            return true;
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    private static String names(X509Certificate certificate) {
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                return alternatives.stream()
                        .map(it -> Objects.toString(it.get(1)))
                        .collect(Collectors.joining(", "));
            }
        } catch (GeneralSecurityException e) {
            // its subject is all that is known
        }
        return certificate.getSubjectX500Principal().getName();
    }
}
