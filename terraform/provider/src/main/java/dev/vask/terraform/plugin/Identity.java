package dev.vask.terraform.plugin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** A key and a self-signed certificate for {@code localhost}, for the lifetime of this process. */
record Identity(KeyPair keys, byte[] certificate) {

    private static final String HOST = "localhost";
    private static final Duration VALIDITY = Duration.ofDays(30);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);
    private static final int DNS_NAME = 2;
    private static final BigInteger X509_V3 = BigInteger.TWO;
    private static final byte[] COMMON_NAME = Der.identifier(0x55, 0x04, 0x03);
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = Der.identifier(0x55, 0x1d, 0x11);
    private static final byte[] ECDSA_WITH_SHA256 =
            Der.sequence(Der.identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

    static Identity create() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        return new Identity(keys, certificate(keys));
    }

    private static byte[] certificate(KeyPair keys) throws GeneralSecurityException {
        byte[] described = describe(keys, Instant.now());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(described);
        return Der.sequence(described, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
    }

    /** The signed part: the {@code TBSCertificate} of RFC 5280. */
    private static byte[] describe(KeyPair keys, Instant now) {
        byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.text(HOST))));
        byte[] names = Der.sequence(Der.implicit(DNS_NAME, HOST.getBytes(US_ASCII)));
        return Der.sequence(
                Der.explicit(0, Der.integer(X509_V3)),
                Der.integer(new BigInteger(63, new SecureRandom()).add(BigInteger.ONE)),
                ECDSA_WITH_SHA256,
                name,
                Der.sequence(Der.time(now.minus(CLOCK_SKEW)), Der.time(now.plus(VALIDITY))),
                name,
                keys.getPublic().getEncoded(),
                Der.explicit(3, Der.sequence(Der.sequence(SUBJECT_ALTERNATIVE_NAME, Der.octets(names)))));
    }

    KeyManagerFactory keyManagers() throws GeneralSecurityException, IOException {
        char[] none = {};
        KeyStore store = emptyStore();
        store.setKeyEntry("plugin", keys.getPrivate(), none, new Certificate[] {parse(certificate)});
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, none);
        return managers;
    }

    /** Trusts only this certificate, in PEM or DER. */
    static TrustManagerFactory trusting(byte[] certificate) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setCertificateEntry("host", parse(certificate));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        return managers;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        return store;
    }

    private static X509Certificate parse(byte[] certificate) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }
}
