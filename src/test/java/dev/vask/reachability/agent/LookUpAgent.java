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
 * A Java agent that writes down what a program and its libraries look up by name at run time: services, resources, classes and their members.
 * What the JDK looks up is left out, since native-image knows the JDK. Uses nothing but the JDK, since it runs inside the server.
 */
public final class LookUpAgent {

    private static volatile Trace trace;

    private LookUpAgent() {}

    /**
     * Called by the JVM before the program starts.
     *
     * @param file which the trace is written to, one look-up in a line
     */
    public static void premain(String file, Instrumentation program) {
        trace = new Trace(Path.of(file));
        program.addTransformer(new ClassFileTransformer() {
            @Override
            public byte[] transform(
                    Module module,
                    ClassLoader loader,
                    String name,
                    Class<?> redefined,
                    ProtectionDomain domain,
                    byte[] original) {
                return loader == null || loader == ClassLoader.getPlatformClassLoader() || isOurs(name)
                        ? null
                        : transformed(name, original);
            }
        });
    }

    private static boolean isOurs(String name) {
        return name == null
                || name.startsWith(LookUpAgent.class.getPackageName().replace('.', '/'));
    }

    private static byte[] transformed(String name, byte[] original) {
        try {
            return CallSites.redirect(original);
        } catch (Throwable e) {
            trace.add(LookUp.NOT_TRACED, name.replace('/', '.'), e.toString());
            return null;
        }
    }

    /** Called by the JVM, the first time that a call comes by here; public for that alone. */
    public static CallSite link(Lookup caller, String name, MethodType type, MethodHandle called)
            throws ReflectiveOperationException {
        MethodHandle looksUp = MethodHandles.lookup()
                .findStatic(
                        LookUpAgent.class,
                        "lookUp",
                        MethodType.methodType(
                                Object.class, Class.class, String.class, MethodHandle.class, Object[].class));
        return new ConstantCallSite(
                MethodHandles.insertArguments(looksUp, 0, caller.lookupClass(), name, called.asFixedArity())
                        .asCollector(Object[].class, type.parameterCount())
                        .asType(type));
    }

    private static Object lookUp(Class<?> caller, String method, MethodHandle called, Object... arguments)
            throws Throwable {
        LookUp.before(trace, caller, method, arguments);
        Object result = called.invokeWithArguments(arguments);
        LookUp.after(trace, caller, method, result, arguments);
        return result;
    }
}
