package io.crj.coordinator.log;

import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.MigrationState;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A migration led through Kafka.
 *
 * <p>As long as all went well nobody else can have written, or this one would be fenced: a decision is one transaction. A
 * fenced one reads on until it finds the other's decision. After any failure the lead is opened anew and the topic read
 * before anything is written again.
 */
final class KafkaOwned implements OwnedMigration {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaOwned.class);
    private static final long FOLLOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_MILLIS = 200;

    private final KafkaMigrationLog log;
    private final LoggedMigration found;
    private LoggedMigration current;
    private KafkaLead lead;

    KafkaOwned(KafkaMigrationLog log, LoggedMigration found, KafkaLead lead) {
        this.log = log;
        this.found = found;
        this.current = found;
        this.lead = lead;
    }

    @Override
    public LoggedMigration found() {
        return found;
    }

    @Override
    public Decision decide(Decision wanted) {
        if (current.decision() != null) {
            return current.decision();
        }
        try {
            if (lead == null) {
                lead = log.open(found.id());
                current = log.decide(lead, found.id(), current, wanted);
            } else {
                LoggedMigration decided = current.decided(wanted, Owner.self(), Instant.now());
                lead.write(decided);
                current = decided;
            }
        } catch (KafkaLead.FencedException overtaken) {
            drop();
            current = followed();
        } catch (KafkaException failed) {
            drop();
            throw log.topic().failure(failed);
        } catch (MigrationLogException failed) {
            drop();
            throw failed;
        }
        return current.decision();
    }

    @Override
    public void ended(MigrationState outcome) {
        try {
            if (lead != null) {
                lead.write(current.ended(outcome, Instant.now()));
                return;
            }
        } catch (KafkaLead.FencedException overtaken) {
            LOG.debug("{} was taken over", found.id(), overtaken);
        } catch (KafkaException failed) {
            LOG.debug("{}: the end is recorded anew", found.id(), failed);
        }
        drop();
        try (KafkaLead fresh = log.open(found.id())) {
            LoggedMigration held = log.topic().read(fresh).getOrDefault(found.id(), current);
            if (!held.isEnded()) {
                fresh.write(held.ended(outcome, Instant.now()));
            }
        } catch (KafkaLead.FencedException overtaken) {
            LOG.info("{} was taken over by another coordinator, which will record its end", found.id());
        } catch (KafkaException failed) {
            throw log.topic().failure(failed);
        }
    }

    @Override
    public void close() {
        drop();
    }

    private LoggedMigration followed() {
        long deadlineNanos = System.nanoTime() + FOLLOW_NANOS;
        try {
            while (System.nanoTime() - deadlineNanos < 0) {
                LoggedMigration held = log.topic().read(null).get(found.id());
                if (held != null && held.decision() != null) {
                    return held;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            throw log.topic().interrupted(interrupted);
        }
        throw new MigrationLogException(
                "migration " + found.id() + " was taken over by another coordinator, which has not decided yet",
                false,
                null);
    }

    private void drop() {
        if (lead != null) {
            lead.close();
            lead = null;
        }
    }
}
