package dev.vask.terraform.vask;

import dev.vask.apps.AccessSettings;
import dev.vask.apps.Quota;
import dev.vask.terraform.schema.Rule;
import dev.vask.terraform.value.Value;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The rules of the admin API with the same messages, so that a plan reports the errors of an apply. */
final class Rules {

    /** Unlimited, which is null in the API. Null in Terraform means absent. */
    static final long UNLIMITED = -1;

    private static final int MAX_ORIGINS = 100;
    private static final int MAX_URL_LENGTH = 2_000;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern ORIGIN = Pattern.compile(
            "(?:([a-z][a-z0-9+.-]*)://)?(\\*\\.)?((?:[a-z0-9_-]+\\.)*[a-z0-9_-]+|\\[[0-9a-f:.]+])(?::(\\d{1,5}))?");

    static final Rule APP_KEY = text(
            "1 to 64 characters of A-Z a-z 0-9 _ -", text -> KEY.matcher(text).matches());
    static final Rule NAME = printable(1, 100);
    static final Rule SECRET = printable(8, 200);
    static final Rule DURATION =
            text(Durations.SYNTAX, text -> Durations.parse(text).isPresent());
    static final Rule SERVER_URL =
            text("a server address like https://vask.example.com or http://localhost:8080", Rules::isServer);
    static final Rule QUOTA = number(
            "a positive integer, at most %d, or %d for unlimited".formatted(Quota.MAX, UNLIMITED),
            whole -> whole == UNLIMITED || whole >= Quota.MIN && whole <= Quota.MAX);

    static final Rule TERMINATE_CODE = number(
            "%d or %d".formatted(AccessSettings.RECONNECT, AccessSettings.STAY_AWAY),
            whole -> whole == AccessSettings.RECONNECT || whole == AccessSettings.STAY_AWAY);

    static final Rule ORIGINS = each(
            MAX_ORIGINS,
            text -> ORIGIN.matcher(text.toLowerCase(Locale.ROOT)).matches(),
            "an origin like https://app.example.com or *.example.com, without a path");

    static final Rule WEBHOOK_URL = text(
            "a URL with a host that begins with https:// (or http://, if the server allows it); at most 2000"
                    + " characters, without credentials and fragment",
            Rules::isWebhook);

    private Rules() {}

    private static Rule printable(int minLength, int maxLength) {
        return text(
                "a string of %d to %d characters without control characters".formatted(minLength, maxLength),
                text -> !text.isBlank()
                        && text.length() >= minLength
                        && text.length() <= maxLength
                        && text.chars().noneMatch(Character::isISOControl));
    }

    static Rule text(String constraint, Predicate<String> isValid) {
        return (path, value, problems) -> {
            if (value instanceof Value.Text(String text) && !isValid.test(text)) {
                problems.invalid(path, "must be " + constraint);
            }
        };
    }

    private static Rule number(String constraint, Predicate<Long> isValid) {
        return (path, value, problems) -> {
            if (value instanceof Value.Number(BigDecimal number)
                    && !(isLong(number) && isValid.test(number.longValue()))) {
                problems.invalid(path, "must be " + constraint);
            }
        };
    }

    /** A rule for an integer from {@code min} to {@code max}. */
    static Rule range(int min, int max) {
        return number("an integer from %d to %d".formatted(min, max), whole -> whole >= min && whole <= max);
    }

    private static boolean isLong(BigDecimal number) {
        return number.scale() <= 0
                && number.precision() - number.scale() < 20
                && number.toBigInteger().bitLength() < Long.SIZE;
    }

    /** A rule for each known string of a collection with at most {@code max} elements. */
    static Rule each(int max, Predicate<String> isValid, String constraint) {
        return (path, value, problems) -> {
            List<Value> items = value instanceof Value.Items(List<Value> all) ? all : List.of();
            if (items.size() > max) {
                problems.invalid(path, "must be an array of at most %d strings".formatted(max));
            }
            for (Value item : items) {
                if (item == Value.NULL || item instanceof Value.Text(String text) && !isValid.test(text)) {
                    problems.invalid(path, "must each be %s, found: %s".formatted(constraint, shown(item)));
                }
            }
        };
    }

    private static String shown(Value item) {
        return item instanceof Value.Text(String text) ? "'%.100s'".formatted(text) : "null";
    }

    /** The server decides which targets are allowed. */
    private static boolean isWebhook(String text) {
        try {
            URI uri = new URI(text);
            return List.of("http", "https")
                            .contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
                    && text.length() <= MAX_URL_LENGTH
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isServer(String text) {
        try {
            URI uri = URI.create(text);
            return List.of("http", "https")
                            .contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
