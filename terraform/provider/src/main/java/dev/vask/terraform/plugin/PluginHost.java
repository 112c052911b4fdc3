package dev.vask.terraform.plugin;

import dev.vask.terraform.wire.Empty;
import dev.vask.terraform.wire.GRPCControllerGrpc;
import dev.vask.terraform.wire.HealthCheckRequest;
import dev.vask.terraform.wire.HealthGrpc;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

/** Connects to a plugin as go-plugin does: with the handshake line, mutual TLS and a shutdown. */
public final class PluginHost {

    private final Identity identity;

    private PluginHost(Identity identity) {
        this.identity = identity;
    }

    public static PluginHost create() throws GeneralSecurityException, IOException {
        return new PluginHost(Identity.create());
    }

    /** The environment variables that the host sets for the plugin. */
    public Map<String, String> environment() {
        String base64 = Base64.getMimeEncoder().encodeToString(identity.certificate());
        return Map.of(
                Plugin.HOST_CERTIFICATE,
                "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n".formatted(base64));
    }

    /** Connects, runs the calls, and shuts the plugin down. */
    public void connect(String handshake, Consumer<Channel> conversation) throws GeneralSecurityException, IOException {
        String[] parts = handshake.split("\\|");
        ManagedChannel channel = OkHttpChannelBuilder.forTarget(
                        parts[3], trusting(Base64.getDecoder().decode(parts[5])))
                .overrideAuthority("localhost")
                .build();
        try {
            HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
            conversation.accept(channel);
            GRPCControllerGrpc.newBlockingStub(channel).shutdown(Empty.getDefaultInstance());
        } finally {
            channel.shutdownNow();
        }
    }

    private ChannelCredentials trusting(byte[] certificate) throws GeneralSecurityException, IOException {
        return TlsChannelCredentials.newBuilder()
                .keyManager(identity.keyManagers().getKeyManagers())
                .trustManager(Identity.trusting(certificate).getTrustManagers())
                .build();
    }
}
