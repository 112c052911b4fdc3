package dev.vask.admin;

import dev.vask.apps.Quota;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The name of a {@link Quota}. */
@Constraint(validatedBy = QuotaName.QuotaNameValidator.class)
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.RUNTIME)
@interface QuotaName {

    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Public, because Bean Validation creates it. */
    final class QuotaNameValidator implements ConstraintValidator<QuotaName, String> {

        private static final Set<String> NAMES =
                Stream.of(Quota.values()).map(Quota::wireName).collect(Collectors.toUnmodifiableSet());

        @Override
        public boolean isValid(String name, ConstraintValidatorContext context) {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(RequestReader.unknown(NAMES))
                    .addConstraintViolation();
            return NAMES.contains(name);
        }
    }
}
