package dev.vask.reachability.agent;

import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.Enumeration;

/** The kinds of look-ups, derived from the intercepted calls. */
public enum LookupKind {
    /** A service; the target is its interface. */
    SERVICE,
    /** An existing resource; the target is its name. */
    RESOURCE,
    /** An existing class; the target is its name. */
    CLASS,
    /** Constructors, methods or fields of a class; the target is its name. */
    MEMBERS,
    /** A class that was instantiated, called or read by reflection; the target is its name. */
    USED,
    /** A class whose calls could not be redirected; the target is the reason. */
    NOT_TRACED;

    static void before(LookupTrace trace, Class<?> caller, String method, Object[] arguments) {
        if (method.equals("load") || method.equals("loadInstalled")) {
            for (Object argument : arguments) {
                if (argument instanceof Class<?> service) {
                    trace.add(SERVICE, caller.getName(), service.getName());
                }
            }
        } else if (arguments.length > 0 && arguments[0] instanceof Member member) {
            trace.add(USED, caller.getName(), member.getDeclaringClass().getName());
        }
    }

    static void after(LookupTrace trace, Class<?> caller, String method, Object result, Object[] arguments) {
        switch (result) {
            case null -> {}
            case URL _, InputStream _ -> trace.add(RESOURCE, caller.getName(), name(arguments));
            case Enumeration<?> several
            when isOfResources(method) -> {
                if (several.hasMoreElements()) {
                    trace.add(RESOURCE, caller.getName(), name(arguments));
                }
            }
            case Class<?> found
            when method.equals("forName") || method.equals("loadClass") ->
                trace.add(CLASS, caller.getName(), found.getName());
            case Constructor<?> _, Method _, Field _
            when arguments[0] instanceof Class<?> type -> trace.add(MEMBERS, caller.getName(), type.getName());
            case Member[] members
            when members.length > 0 && arguments[0] instanceof Class<?> type ->
                trace.add(MEMBERS, caller.getName(), type.getName());
            default -> {}
        }
        if (method.startsWith("find") && arguments.length > 1 && arguments[1] instanceof Class<?> type) {
            trace.add(USED, caller.getName(), type.getName());
        }
    }

    private static boolean isOfResources(String method) {
        return method.endsWith("Resources");
    }

    /** The name of a resource, from the root of the class path. */
    private static String name(Object[] arguments) {
        String name = (String) (arguments[0] instanceof String first ? first : arguments[1]);
        if (!(arguments[0] instanceof Class<?> type)) {
            return name;
        }
        return name.startsWith("/") ? name.substring(1) : type.getPackageName().replace('.', '/') + "/" + name;
    }
}
