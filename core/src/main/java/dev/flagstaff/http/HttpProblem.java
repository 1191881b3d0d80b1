package dev.flagstaff.http;

/// Thrown by a handler to answer with a [Problem]. It is an answer, not a failure, and carries no stack trace.
public final class HttpProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /// An exception that ends the request with this problem.
    public HttpProblem(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
