package dev.vask.live;

import dev.vask.protocol.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the members of a presence channel. If members join or leave between two pages, a member can be on both.
 *
 * @param members the members of this page
 * @param next    the cursor of the next page, null after the last one
 */
public record MemberPage(List<Member> members, @Nullable String next) {

    /** The cursor of the first page. */
    public static final String START = "0";
}
