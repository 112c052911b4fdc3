package dev.vask.reachability.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.security.ProtectionDomain;

/**
 * A Java agent that records what a program and its libraries look up by name at run time: services, resources, classes and their members.
 * Look-ups of the JDK are ignored, because native-image handles them. Depends only on the JDK, because it runs inside the server.
 */
public final class LookupAgent {

    private static volatile LookupTrace trace;

    private LookupAgent() {}

    /**
     * Called by the JVM before the program starts.
     *
     * @param file the file for the trace, one look-up per line
     */
    public static void premain(String file, Instrumentation program) {
        trace = new LookupTrace(Path.of(file));
        program.addTransformer(new ClassFileTransformer() {
            @Override
            public byte[] transform(
                    Module module,
                    ClassLoader loader,
                    String name,
                    Class<?> redefined,
                    ProtectionDomain domain,
                    byte[] original) {
                return loader == null || loader == ClassLoader.getPlatformClassLoader() || isVask(name)
                        ? null
                        : redirected(name, original);
            }
        });
    }

    private static boolean isVask(String name) {
        return name == null
                || name.startsWith(LookupAgent.class.getPackageName().replace('.', '/'));
    }

    private static byte[] redirected(String name, byte[] original) {
        try {
            return CallSites.redirect(original);
        } catch (Throwable e) {
            trace.add(LookupKind.NOT_TRACED, name.replace('/', '.'), e.toString());
            return null;
        }
    }

    /** Bootstrap method, called by the JVM for the first call of each call site; it must be public. */
    public static CallSite link(Lookup caller, String name, MethodType type, MethodHandle called)
            throws ReflectiveOperationException {
        MethodHandle target = MethodHandles.lookup()
                .findStatic(
                        LookupAgent.class,
                        "lookUp",
                        MethodType.methodType(
                                Object.class, Class.class, String.class, MethodHandle.class, Object[].class));
        return new ConstantCallSite(
                MethodHandles.insertArguments(target, 0, caller.lookupClass(), name, called.asFixedArity())
                        .asCollector(Object[].class, type.parameterCount())
                        .asType(type));
    }

    private static Object lookUp(Class<?> caller, String method, MethodHandle called, Object... arguments)
            throws Throwable {
        LookupKind.before(trace, caller, method, arguments);
        Object result = called.invokeWithArguments(arguments);
        LookupKind.after(trace, caller, method, result, arguments);
        return result;
    }
}
