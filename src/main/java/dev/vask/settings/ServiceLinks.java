package dev.vask.settings;

import java.util.regex.Pattern;

/**
 * The variables that Kubernetes sets in each pod for each Service of the namespace, unless the pod has {@code enableServiceLinks: false}. A
 * Service named {@code vask} or {@code vask-...} causes variables that look like settings.
 */
final class ServiceLinks {

    private static final String SERVICE = "VASK(?:_[A-Z0-9_]+)?";
    private static final Pattern BY_NAME = Pattern.compile(SERVICE
            + "_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT_\\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)");
    private static final Pattern PORT = Pattern.compile(SERVICE + "_PORT");
    private static final Pattern ADDRESS = Pattern.compile("(?:tcp|udp|sctp)://.+");

    private ServiceLinks() {}

    /** Whether Kubernetes sets a variable of this name and value. A value of {@code ..._PORT} is an address like tcp://10.0.0.1:8080. */
    static boolean isOne(String name, String value) {
        return BY_NAME.matcher(name).matches() || (PORT.matcher(name).matches() && isAddress(value));
    }

    /** Whether a value is that of a variable {@code ..._PORT}. */
    static boolean isAddress(String value) {
        return ADDRESS.matcher(value).matches();
    }
}
