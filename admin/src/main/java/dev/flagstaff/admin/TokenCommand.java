package dev.flagstaff.admin;

import java.util.Optional;

/// `./flagstaff token NAME read|write`: makes a token, shows it once, and gives the line for the tokens file.
public final class TokenCommand {
    private static final int MISUSED = 2;

    private TokenCommand() {}

    /// Prints a token and its line.
    public static void main(String[] arguments) {
        Optional<Role> role = arguments.length == 2 ? Role.of(arguments[1]) : Optional.empty();
        if (role.isEmpty() || !AccessToken.isName(arguments[0])) {
            System.err.println("usage: flagstaff token NAME read|write (a name has letters, digits and . _ @ -)");
            System.exit(MISUSED);
            return;
        }
        String secret = AccessToken.newSecret();
        var token = new AccessToken(arguments[0], role.get(), AccessToken.hash(secret));
        System.out.println("The token, shown this once:");
        System.out.println(secret);
        System.out.println("The line for the file that FLAGSTAFF_ADMIN_TOKENS_FILE names:");
        System.out.println(token.line());
    }
}
