package dev.vask.terraform.vask;

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

/** The admin API's rules, in its words, so that a plan says what an apply would. */
final class Rules {

    /** How Terraform says what the API says by null; null itself says that nothing was said. */
    static final long UNLIMITED = -1;

    private static final int MOST_ORIGINS = 100;
    private static final int LONGEST_URL = 2_000;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern ORIGIN = Pattern.compile(
            "(?:([a-z][a-z0-9+.-]*)://)?(\\*\\.)?((?:[a-z0-9_-]+\\.)*[a-z0-9_-]+|\\[[0-9a-f:.]+])(?::(\\d{1,5}))?");

    static final Rule APP_KEY = text(
            "1 to 64 characters of A-Z a-z 0-9 _ -", text -> KEY.matcher(text).matches());
    static final Rule NAME = readable(1, 100);
    static final Rule SECRET = readable(8, 200);
    static final Rule DURATION =
            text(Durations.SYNTAX, text -> Durations.parse(text).isPresent());
    static final Rule SERVER_URL =
            text("a server address like https://vask.example.com or http://localhost:8080", Rules::isServer);
    static final Rule QUOTA = number(
            "a positive integer, at most %d, or %d for unlimited".formatted(Quota.MAX, UNLIMITED),
            whole -> whole == UNLIMITED || whole >= Quota.MIN && whole <= Quota.MAX);

    static final Rule ORIGINS = each(
            MOST_ORIGINS,
            text -> ORIGIN.matcher(text.toLowerCase(Locale.ROOT)).matches(),
            "an origin like https://app.example.com or *.example.com, without a path");

    static final Rule WEBHOOK_URL = text(
            "a URL with a host that begins with https:// (or http://, if the server allows it); at most 2000"
                    + " characters, without credentials and fragment",
            Rules::isWebhook);

    private Rules() {}

    private static Rule readable(int shortest, int longest) {
        return text(
                "a string of %d to %d characters without control characters".formatted(shortest, longest),
                text -> !text.isBlank()
                        && text.length() >= shortest
                        && text.length() <= longest
                        && text.chars().noneMatch(Character::isISOControl));
    }

    static Rule text(String right, Predicate<String> isRight) {
        return (path, value, problems) -> {
            if (value instanceof Value.Text(String text) && !isRight.test(text)) {
                problems.wrong(path, "must be " + right);
            }
        };
    }

    private static Rule number(String right, Predicate<Long> isRight) {
        return (path, value, problems) -> {
            if (value instanceof Value.Number(BigDecimal number)
                    && !(isLong(number) && isRight.test(number.longValue()))) {
                problems.wrong(path, "must be " + right);
            }
        };
    }

    private static boolean isLong(BigDecimal number) {
        return number.scale() <= 0
                && number.precision() - number.scale() < 20
                && number.toBigInteger().bitLength() < Long.SIZE;
    }

    /** Each known string of a collection that may not be longer than {@code most}. */
    static Rule each(int most, Predicate<String> isRight, String right) {
        return (path, value, problems) -> {
            List<Value> items = value instanceof Value.Items(List<Value> all) ? all : List.of();
            if (items.size() > most) {
                problems.wrong(path, "must be an array of at most %d strings".formatted(most));
            }
            for (Value item : items) {
                if (item == Value.NULL || item instanceof Value.Text(String text) && !isRight.test(text)) {
                    problems.wrong(path, "must each be %s, found: %s".formatted(right, shown(item)));
                }
            }
        };
    }

    private static String shown(Value item) {
        return item instanceof Value.Text(String text) ? "'%.100s'".formatted(text) : "null";
    }

    /** Where exactly webhooks may go is for the server to say: its settings decide. */
    private static boolean isWebhook(String text) {
        try {
            URI uri = new URI(text);
            return List.of("http", "https")
                            .contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
                    && text.length() <= LONGEST_URL
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
