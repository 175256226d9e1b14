package io.weir.camera;

import io.weir.config.Secret;

/**
 * What a camera is told of who asks. Both are hidden: a user's name is half of what an attacker needs.
 *
 * @param user not empty
 * @param password may be empty
 */
public record Credentials(Secret user, Secret password) {
    /** Longest user name and longest password, characters. */
    static final int MAX_CHARS = 256;

    /** Credentials in plain text. */
    public static Credentials of(String user, String password) {
        return new Credentials(new Secret(user), new Secret(password));
    }

    /** Hidden. */
    @Override
    public String toString() {
        return Secret.HIDDEN;
    }
}
