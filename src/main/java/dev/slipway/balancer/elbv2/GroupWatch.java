package dev.slipway.balancer.elbv2;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.elbv2.Target.Written;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One target group, as all fleets of this process see it. Whoever looks while another one asks gets that answer too; an
 * answer serves for five to six seconds, and ends with each command of our own. The lock is held while AWS is asked:
 * every call has a deadline, and to wait is what the others want.
 */
final class GroupWatch {
    private static final Duration SERVES = Duration.ofSeconds(5);

    private static final int MOST_MILLIS_MORE = 1_000;

    /** What a target is taken out on the strength of must be younger. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** Somebody may change the group's settings. */
    private static final Duration SETTINGS_SERVE = Duration.ofMinutes(10);

    private final String arn;
    private final Elb elb;
    private final InstantSource clock;
    private final RandomGenerator chance;
    private final ReentrantLock turn = new ReentrantLock();
    private final Targets targets = new Targets();
    private @Nullable Answer answer;
    private @Nullable Settings settings;
    private @Nullable Silence silence;

    GroupWatch(String arn, Elb elb, InstantSource clock, RandomGenerator chance) {
        this.arn = arn;
        this.elb = elb;
        this.clock = clock;
        this.chance = chance;
    }

    private record Settings(Group group, Instant read) {}

    private record Answer(Look look, Instant asked, Instant until) {}

    /** AWS did not answer; whoever waited for that turn need not try again. */
    private record Silence(BalancerException why, long ticks) {}

    /** What is done with the group, in its turn. */
    @FunctionalInterface
    private interface Work {
        Look run() throws BalancerException, InterruptedException;
    }

    /** The group now, or some seconds ago. */
    Look look(Asker asker) throws BalancerException, InterruptedException {
        return inTurn(() -> recent(asker));
    }

    /** Refuses what must not leave. */
    void mayLeave(Asker asker, Written member) throws BalancerException, InterruptedException {
        inTurn(() -> {
            var look = recent(asker);
            Verdicts.onWayOut(asker, look, member);
            return look;
        });
    }

    /** Takes the member out, unless it is, or was told to a moment ago. */
    void leave(Asker asker, Written member) throws BalancerException, InterruptedException {
        inTurn(() -> {
            var look = recent(asker);
            var target = member.in(look.group());
            if (look.health(target).registered() && !targets.toldOut(target, clock.instant())) {
                deregister(asker, member, young(asker));
            }
            return look;
        });
    }

    private void deregister(Asker asker, Written member, Look look) throws BalancerException, InterruptedException {
        Verdicts.onWayOut(asker, look, member);
        var target = member.in(look.group());
        if (look.health(target).registered()) {
            answer = null; // whatever comes of the call
            elb.deregister(asker, look.group(), target);
            targets.out(target, clock.instant());
        }
    }

    /** Brings the member in, unless it is in or coming. */
    void enter(Asker asker, Written member) throws BalancerException, InterruptedException {
        inTurn(() -> {
            var look = recent(asker);
            var target = member.in(look.group());
            Verdicts.onWayIn(asker, look, member, targets.sickFor(target, clock.instant()));
            if (!look.health(target).registered() && !targets.toldIn(target, clock.instant())) {
                answer = null;
                elb.register(asker, look.group(), target, targets.zone(target));
                targets.in(target, clock.instant());
            }
            return look;
        });
    }

    private Look inTurn(Work work) throws BalancerException, InterruptedException {
        var came = System.nanoTime();
        turn.lockInterruptibly();
        try {
            var silent = silence;
            if (silent != null && silent.ticks() - came > 0) {
                throw silent.why();
            }
            return unlessSilent(work);
        } finally {
            turn.unlock();
        }
    }

    private Look unlessSilent(Work work) throws BalancerException, InterruptedException {
        try {
            return work.run();
        } catch (BalancerException e) {
            silence = e.passing() ? new Silence(e, System.nanoTime()) : null;
            throw e;
        }
    }

    private Look recent(Asker asker) throws BalancerException, InterruptedException {
        var known = answer;
        return known == null || !clock.instant().isBefore(known.until())
                ? ask(asker)
                : known.look().at(clock.instant());
    }

    private Look young(Asker asker) throws BalancerException, InterruptedException {
        var known = answer;
        return known == null || clock.instant().isAfter(known.asked().plus(FRESH))
                ? ask(asker)
                : known.look().at(clock.instant());
    }

    private Look ask(Asker asker) throws BalancerException, InterruptedException {
        var group = group(asker);
        var said = elb.health(asker, group);
        var now = clock.instant();
        targets.seen(said, now);
        var look = new Look(group, said, targets.since(), now);
        answer = new Answer(look, now, now.plus(SERVES).plusMillis(chance.nextInt(MOST_MILLIS_MORE)));
        return look;
    }

    private Group group(Asker asker) throws BalancerException, InterruptedException {
        var known = settings;
        if (known == null || clock.instant().isAfter(known.read().plus(SETTINGS_SERVE))) {
            known = new Settings(elb.group(asker, arn), clock.instant());
            settings = known;
        }
        return known.group();
    }
}
