package dev.vask.terraform.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DirectMethodHandleDesc.Kind;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/**
 * Loads the program and its libraries again, and redirects each call that looks up a class, a member or a resource at run time. Look-ups of
 * the JDK are ignored, because native-image handles them.
 */
public final class TracingClassLoader extends ClassLoader {

    private static final ClassLoader CLASS_PATH = TracingClassLoader.class.getClassLoader();
    private static final String RESOURCES = "get(System)?Resources?(AsStream)?|resources";
    private static final Pattern UPDATER = Pattern.compile("newUpdater");
    private static final Map<String, Pattern> LOOK_UPS = Map.of(
            "java/lang/Class",
                    Pattern.compile("forName|newInstance|get(Declared)?(Field|Method|Constructor)s?|" + RESOURCES),
            "java/lang/ClassLoader", Pattern.compile("loadClass|" + RESOURCES),
            "java/lang/invoke/MethodHandles$Lookup", Pattern.compile("find.*"),
            "java/lang/reflect/Array", Pattern.compile("newInstance"),
            "java/lang/reflect/Proxy", Pattern.compile("newProxyInstance"),
            "java/util/ResourceBundle", Pattern.compile("getBundle"),
            "java/util/concurrent/atomic/AtomicIntegerFieldUpdater", UPDATER,
            "java/util/concurrent/atomic/AtomicLongFieldUpdater", UPDATER,
            "java/util/concurrent/atomic/AtomicReferenceFieldUpdater", UPDATER,
            "sun/misc/Unsafe", Pattern.compile("allocateInstance"));

    private static final ClassFile FILES = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(CLASS_PATH).cached()));
    private static final DirectMethodHandleDesc LINK = ConstantDescs.ofCallsiteBootstrap(
            TracingClassLoader.class.describeConstable().orElseThrow(),
            "link",
            ConstantDescs.CD_CallSite,
            ConstantDescs.CD_MethodHandle);

    private final Set<String> found = new ConcurrentSkipListSet<>();

    TracingClassLoader() {
        super(ClassLoader.getPlatformClassLoader());
    }

    /** The successful look-ups, in the format of {@link ReachabilityMetadata#entries()}. */
    Set<String> found() {
        return found;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return name.equals(TracingClassLoader.class.getName())
                ? TracingClassLoader.class
                : super.loadClass(name, resolve);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (InputStream file = CLASS_PATH.getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] traced = traced(file.readAllBytes());
            return defineClass(name, traced, 0, traced.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    protected URL findResource(String name) {
        return CLASS_PATH.getResource(name);
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        return CLASS_PATH.getResources(name);
    }

    private static byte[] traced(byte[] original) {
        return FILES.transformClass(
                FILES.parse(original),
                ClassTransform.transformingMethodBodies(
                        TracingClassLoader::hasLookUp, TracingClassLoader::redirectCall));
    }

    private static boolean hasLookUp(MethodModel method) {
        return method.code().stream()
                .flatMap(CodeModel::elementStream)
                .anyMatch(element -> element instanceof InvokeInstruction call && isLookUp(call));
    }

    private static boolean isLookUp(InvokeInstruction call) {
        return LOOK_UPS.get(call.owner().asInternalName()) instanceof Pattern names
                && names.matcher(call.name().stringValue()).matches();
    }

    /** Redirects a look-up call through {@link #link}; it keeps the access rights of the caller. */
    private static void redirectCall(CodeBuilder code, CodeElement element) {
        if (!(element instanceof InvokeInstruction call && isLookUp(call))) {
            code.with(element);
            return;
        }
        DirectMethodHandleDesc called = MethodHandleDesc.ofMethod(
                call.opcode() == Opcode.INVOKESTATIC ? Kind.STATIC : Kind.VIRTUAL,
                call.owner().asSymbol(),
                call.name().stringValue(),
                call.typeSymbol());
        code.invokedynamic(DynamicCallSiteDesc.of(LINK, called.methodName(), called.invocationType(), called));
    }

    /** Bootstrap method, called by the JVM for the first call of each call site; it must be public. */
    public static CallSite link(Lookup caller, String name, MethodType type, MethodHandle called)
            throws ReflectiveOperationException {
        MethodHandle trace = MethodHandles.lookup()
                .bind(
                        caller.lookupClass().getClassLoader(),
                        "trace",
                        MethodType.methodType(Object.class, MethodHandle.class, Object[].class));
        return new ConstantCallSite(trace.bindTo(called.asFixedArity())
                .asCollector(Object[].class, type.parameterCount())
                .asType(type));
    }

    private Object trace(MethodHandle called, Object... arguments) throws Throwable {
        Object result = called.invokeWithArguments(arguments);
        if (result != null) {
            MetadataNames.of(result, arguments).forEach(found::add);
        }
        return result;
    }
}
