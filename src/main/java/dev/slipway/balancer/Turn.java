package dev.slipway.balancer;

import java.util.concurrent.locks.ReentrantLock;

/**
 * One call of a balancer at a time. A driver that remembers who left needs it for its answers too: one from before a
 * command, read after it, would undo what is known of that command.
 */
public final class Turn {
    private final ReentrantLock lock = new ReentrantLock();

    /** What tells something. */
    @FunctionalInterface
    public interface Question<T> {
        /** Asks the product. */
        T ask() throws BalancerException, InterruptedException;
    }

    /** What changes something. */
    @FunctionalInterface
    public interface Command {
        /** Tells the product. */
        void give() throws BalancerException, InterruptedException;
    }

    /** Asks when its turn comes. */
    public <T> T ask(Question<T> question) throws BalancerException, InterruptedException {
        lock.lockInterruptibly();
        try {
            return question.ask();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the command when its turn comes. */
    public void give(Command command) throws BalancerException, InterruptedException {
        lock.lockInterruptibly();
        try {
            command.give();
        } finally {
            lock.unlock();
        }
    }
}
