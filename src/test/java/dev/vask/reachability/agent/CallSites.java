package dev.vask.reachability.agent;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DirectMethodHandleDesc.Kind;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Redirects the look-up calls of a class through {@link LookupAgent#link}; they keep the access rights of the caller. */
final class CallSites {

    private static final String RESOURCES = "get(System)?Resources?(AsStream)?|resources";
    private static final String MEMBERS = "get(Declared)?(Field|Method|Constructor)s?|getRecordComponents";
    private static final Map<String, Pattern> LOOK_UPS = Map.of(
            "java/lang/Class", Pattern.compile("forName|newInstance|%s|%s".formatted(MEMBERS, RESOURCES)),
            "java/lang/ClassLoader", Pattern.compile("loadClass|" + RESOURCES),
            "java/util/ServiceLoader", Pattern.compile("load|loadInstalled"),
            "java/lang/reflect/Constructor", Pattern.compile("newInstance"),
            "java/lang/reflect/Method", Pattern.compile("invoke"),
            "java/lang/reflect/Field", Pattern.compile("[gs]et([A-Z][a-z]+)?"),
            "java/lang/invoke/MethodHandles$Lookup",
                    Pattern.compile("find(Constructor|Virtual|Static|Getter|Setter)|unreflect.*"));

    private static final ClassFile FILES = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())
                    .orElse(ClassHierarchyResolver.defaultResolver())
                    .cached()));
    private static final DirectMethodHandleDesc LINK = ConstantDescs.ofCallsiteBootstrap(
            LookupAgent.class.describeConstable().orElseThrow(),
            "link",
            ConstantDescs.CD_CallSite,
            ConstantDescs.CD_MethodHandle);

    private CallSites() {}

    /** The class file with its look-ups redirected, or null if there are none. */
    static byte[] redirect(byte[] original) {
        ClassModel file = FILES.parse(original);
        if (StreamSupport.stream(file.constantPool().spliterator(), false)
                .noneMatch(it -> it instanceof MemberRefEntry member
                        && isLookUp(
                                member.owner().asInternalName(), member.name().stringValue()))) {
            return null;
        }
        return FILES.transformClass(
                file,
                ClassTransform.transformingMethodBodies(CallSites::redirectCall).andThen(CallSites::raiseVersion));
    }

    /** Raises the version of class files without {@code invokedynamic}, such as those of Netty and picocli. */
    private static void raiseVersion(ClassBuilder builder, ClassElement element) {
        if (element instanceof ClassFileVersion version && version.majorVersion() < ClassFile.JAVA_8_VERSION) {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
        } else {
            builder.with(element);
        }
    }

    private static boolean isLookUp(String owner, String name) {
        Pattern names = LOOK_UPS.get(owner);
        return names != null && names.matcher(name).matches();
    }

    private static void redirectCall(CodeBuilder code, CodeElement element) {
        if (!(element instanceof InvokeInstruction call
                && call.opcode() != Opcode.INVOKESPECIAL
                && isLookUp(call.owner().asInternalName(), call.name().stringValue()))) {
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
}
