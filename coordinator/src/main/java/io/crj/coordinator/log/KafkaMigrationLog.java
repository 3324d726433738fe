package io.crj.coordinator.log;

import io.crj.coordinator.migration.Decision;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/**
 * The log in a compacted Kafka topic: a migration's last record under its id.
 *
 * <p>Whoever leads a migration holds a transactional producer of its own name. Taking over opens that producer anew, which
 * fences the former leader off, and only then reads; so that the one who decides has seen every decision there can be.
 */
public final class KafkaMigrationLog implements MigrationLog {

    /** The topic unless told otherwise. */
    public static final String DEFAULT_TOPIC = "crj.decisions";

    private final String bootstrap;
    private final String name;
    private final KafkaTopic topic;
    private boolean ensured;

    /** Connects when first needed. */
    public KafkaMigrationLog(String bootstrap, String name) {
        this.bootstrap = bootstrap;
        this.name = name;
        this.topic = new KafkaTopic(bootstrap, name);
    }

    /** Makes the topic where it is missing; fails when no broker answers or the topic forgets. */
    public synchronized void prepare() {
        if (!ensured) {
            Bootstrap.requireReachable(bootstrap);
            topic.ensure();
            ensured = true;
        }
    }

    @Override
    public OwnedMigration begin(Begun begun) {
        prepare();
        LoggedMigration first = LoggedMigration.of(begun, Owner.self());
        KafkaLead lead = open(begun.id());
        try {
            lead.write(first);
            return new KafkaOwned(this, first, lead);
        } catch (KafkaException failed) {
            lead.close();
            throw topic.failure(failed);
        } catch (KafkaLead.FencedException taken) {
            lead.close();
            throw new IllegalStateException("migration " + begun.id() + " is led by another process already", taken);
        }
    }

    @Override
    public Optional<OwnedMigration> takeOver(String id, boolean evenIfAlive) {
        Optional<LoggedMigration> seen = find(id);
        if (seen.isEmpty() || (!evenIfAlive && isLed(seen.get()))) {
            return Optional.empty();
        }
        KafkaLead lead = open(id);
        try {
            LoggedMigration held = topic.read(lead).getOrDefault(id, seen.get());
            LoggedMigration taken = held.isEnded() ? held : held.takenBy(Owner.self());
            if (!held.isEnded()) {
                lead.write(taken);
            }
            return Optional.of(new KafkaOwned(this, taken, lead));
        } catch (KafkaLead.FencedException overtaken) {
            lead.close();
            return Optional.empty();
        } catch (KafkaException failed) {
            lead.close();
            throw topic.failure(failed);
        } catch (MigrationLogException failed) {
            lead.close();
            throw failed;
        }
    }

    @Override
    public Decision decide(String id, Decision wanted) {
        prepare();
        try (KafkaLead lead = open(id)) {
            return decide(lead, id, null, wanted).decision();
        } catch (KafkaException failed) {
            throw topic.failure(failed);
        } catch (KafkaLead.FencedException overtaken) {
            throw topic.failure(overtaken);
        }
    }

    /**
     * With a lead just opened: what was committed before is read first.
     *
     * @param known what the caller knows of the migration, should it not be there; null for nothing
     */
    LoggedMigration decide(KafkaLead lead, String id, LoggedMigration known, Decision wanted)
            throws KafkaLead.FencedException {
        LoggedMigration held = topic.read(lead).getOrDefault(id, known);
        if (held == null) {
            throw new MigrationLogException("there is no migration " + id + " in " + place(), true, null);
        } else if (held.decision() != null) {
            return held;
        }
        LoggedMigration decided = held.decided(wanted, Owner.self(), Instant.now());
        lead.write(decided);
        return decided;
    }

    @Override
    public Optional<LoggedMigration> find(String id) {
        prepare();
        return Optional.ofNullable(topic.read(null).get(id));
    }

    @Override
    public List<LoggedMigration> all() {
        prepare();
        return topic.read(null).values().stream()
                .sorted(Comparator.comparing(found -> found.begun().time()))
                .toList();
    }

    @Override
    public boolean isLed(LoggedMigration migration) {
        return !migration.isEnded() && !migration.owner().isGone();
    }

    @Override
    public String place() {
        return "topic " + name + " at " + bootstrap;
    }

    @Override
    public void close() {
        // Nothing is held open but what owned migrations hold.
    }

    KafkaTopic topic() {
        return topic;
    }

    KafkaLead open(String id) {
        try {
            return KafkaLead.open(bootstrap, name, id);
        } catch (KafkaException failed) {
            throw topic.failure(failed);
        }
    }
}
