package dev.vask.terraform.nativeimage;

import dev.vask.terraform.plugin.Plugin;
import dev.vask.terraform.provider.ProviderService;
import dev.vask.terraform.vask.VaskProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.function.Function;

/** Starts a plugin and returns its handshake line. Public, because another class loader loads it. */
public final class PluginStarter implements Function<Map<String, String>, String> {

    @Override
    public String apply(Map<String, String> environment) {
        try {
            return Plugin.start(new ProviderService(new VaskProvider(environment)), environment)
                    .handshake();
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("the provider did not start", e);
        }
    }
}
