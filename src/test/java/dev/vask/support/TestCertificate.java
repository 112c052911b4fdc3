package dev.vask.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate in PEM files.
 *
 * @param certificate the certificate file
 * @param key         the file of its private key, readable only by its owner
 */
public record TestCertificate(Path certificate, Path key) {

    private static final String STORE = "store.p12";
    private static final String PASSWORD = "changeit";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** Creates a certificate for a host name. */
    public static TestCertificate forHost(String host) {
        return forHost(host, "+0d");
    }

    /** Creates a certificate that expired ten days ago. */
    public static TestCertificate expired(String host) {
        return forHost(host, "-40d");
    }

    private static TestCertificate forHost(String host, String start) {
        try {
            Path directory = Files.createTempDirectory("vask-certificate");
            Path store = directory.resolve(STORE);
            keytool(
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-alias",
                    "it",
                    "-dname",
                    "CN=" + host,
                    "-ext",
                    "SAN=dns:" + host,
                    "-startdate",
                    start,
                    "-validity",
                    "30",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            Path certificate =
                    pem(directory, "CERTIFICATE", keys.getCertificate("it").getEncoded());
            Path key = pem(
                    directory,
                    "PRIVATE KEY",
                    keys.getKey("it", PASSWORD.toCharArray()).getEncoded());
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            return new TestCertificate(certificate, key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot create a certificate", e);
        }
    }

    /** For a server with this certificate. */
    public SSLContext serverContext() {
        try (InputStream in = Files.newInputStream(certificate.resolveSibling(STORE))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot use a certificate", e);
        }
    }

    private static void keytool(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            if (new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() != 0) {
                throw new IllegalStateException("keytool failed: " + String.join(" ", command));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path pem(Path directory, String kind, byte[] content) throws IOException {
        return Files.writeString(
                directory.resolve(kind.toLowerCase(Locale.ROOT).replace(' ', '-') + ".pem"),
                "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, LINES.encodeToString(content)));
    }
}
