package dev.flagstaff.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// An answer that may be long, put together in pieces that are lent, and given back when it is closed, after it was
/// sent. Arrays of its length, one for each answer, would hardly fit into a young generation of a few MiB: what is on
/// its way when that is collected would get old, and lie there until the whole heap is. Used by one thread.
public final class LongAnswer implements AutoCloseable {
    private static final int PIECE_BYTES = 64 * 1024;
    /// The rest is left for what is put at once, so that hardly any piece has to grow.
    private static final int FULL_BYTES = 60 * 1024;

    private final Stock stock;
    private final List<AnswerBytes> pieces = new ArrayList<>();

    private LongAnswer(Stock stock) {
        this.stock = stock;
        pieces.add(stock.take());
    }

    /// The pieces that nobody has, of which so many are kept. Thread-safe.
    public static final class Stock {
        /// 4 MiB.
        private static final int MOST = 64;

        private final BlockingQueue<AnswerBytes> pieces = new ArrayBlockingQueue<>(MOST);

        /// Begins an answer.
        public LongAnswer answer() {
            return new LongAnswer(this);
        }

        private AnswerBytes take() {
            var piece = pieces.poll();
            return piece == null ? new AnswerBytes(PIECE_BYTES) : piece;
        }

        private void giveBack(AnswerBytes piece) {
            if (piece.array().length == PIECE_BYTES) {
                piece.clear();
                // Where there is no room, it is garbage.
                var _ = pieces.offer(piece);
            }
        }
    }

    /// Where to put what comes next, usually less than 4 KiB.
    public AnswerBytes end() {
        var last = pieces.getLast();
        if (last.length() >= FULL_BYTES) {
            last = stock.take();
            pieces.add(last);
        }
        return last;
    }

    List<AnswerBytes> pieces() {
        return pieces;
    }

    int length() {
        int length = 0;
        for (var piece : pieces) {
            length += piece.length();
        }
        return length;
    }

    /// All of it.
    public byte[] toArray() {
        byte[] all = new byte[length()];
        int end = 0;
        for (var piece : pieces) {
            System.arraycopy(piece.array(), 0, all, end, piece.length());
            end += piece.length();
        }
        return all;
    }

    @Override
    public void close() {
        pieces.forEach(stock::giveBack);
        pieces.clear();
    }
}
