package io.crj.coordinator.log;

import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.MigrationState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in a local folder: {@code ID.log} holds a migration's records, {@code ID.owner} is locked by who leads it.
 *
 * <p>Migrations that ended a month ago are forgotten when a new one begins.
 */
public final class FileMigrationLog implements MigrationLog {

    private static final Logger LOG = LoggerFactory.getLogger(FileMigrationLog.class);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String RECORDS = ".log";
    private static final Duration KEPT = Duration.ofDays(30);

    private final Path folder;

    /** Uses {@code folder}, which is made when the first migration begins. */
    public FileMigrationLog(Path folder) {
        this.folder = folder;
    }

    @Override
    public OwnedMigration begin(Begun begun) {
        try {
            Files.createDirectories(folder);
        } catch (IOException unusable) {
            throw new MigrationLogException(
                    folder + " cannot be made (" + unusable + "); run as root or give --decision-log DIR",
                    true,
                    unusable);
        }
        forgetOld();
        LoggedMigration first = LoggedMigration.of(begun, Owner.self());
        OwnerLock lock = OwnerLock.tryTake(ownerFile(begun.id()));
        if (lock == null) {
            throw new IllegalStateException("migration " + begun.id() + " is led by another process already");
        }
        try {
            records(begun.id()).create(first);
        } catch (MigrationLogException failed) {
            lock.close();
            throw failed;
        }
        return new Owned(first, lock);
    }

    @Override
    public Optional<OwnedMigration> takeOver(String id, boolean evenIfAlive) {
        OwnerLock lock = OwnerLock.tryTake(ownerFile(id));
        if (lock == null) {
            return Optional.empty();
        }
        LoggedMigration found = records(id).read();
        if (found == null) {
            lock.close();
            return Optional.empty();
        }
        return Optional.of(new Owned(taken(found), lock));
    }

    @Override
    public Decision decide(String id, Decision wanted) {
        LoggedMigration now = records(id).change(held -> decided(held, wanted));
        if (now == null) {
            throw new MigrationLogException("there is no migration " + id + " in " + folder, true, null);
        }
        return now.decision();
    }

    @Override
    public Optional<LoggedMigration> find(String id) {
        return ID.matcher(id).matches() ? Optional.ofNullable(records(id).read()) : Optional.empty();
    }

    @Override
    public List<LoggedMigration> all() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(RECORDS))
                    .map(name -> readable(name.substring(0, name.length() - RECORDS.length())))
                    .filter(Objects::nonNull)
                    .sorted(Comparator.comparing(found -> found.begun().time()))
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        } catch (IOException failed) {
            throw new MigrationLogException(folder + " cannot be read: " + failed, false, failed);
        }
    }

    @Override
    public boolean isLed(LoggedMigration migration) {
        return OwnerLock.isHeld(ownerFile(migration.id()));
    }

    @Override
    public String place() {
        return folder.toString();
    }

    @Override
    public void close() {
        // Nothing is held open but what owned migrations hold.
    }

    private LoggedMigration taken(LoggedMigration found) {
        try {
            return records(found.id()).change(held -> held.isEnded() ? held : held.takenBy(Owner.self()));
        } catch (MigrationLogException unwritten) {
            // Only the numbers of events need it; whether a decision can be written shows when it is.
            LOG.warn("that {} is taken over could not be recorded: {}", found.id(), unwritten.getMessage());
            return found.takenBy(Owner.self());
        }
    }

    private LoggedMigration readable(String id) {
        try {
            return records(id).read();
        } catch (MigrationLogException damaged) {
            LOG.error("{}", damaged.getMessage());
            return null;
        }
    }

    private static LoggedMigration decided(LoggedMigration held, Decision wanted) {
        return held.decision() == null ? held.decided(wanted, Owner.self(), Instant.now()) : held;
    }

    private RecordFile records(String id) {
        return new RecordFile(folder.resolve(checked(id) + RECORDS));
    }

    private Path ownerFile(String id) {
        return folder.resolve(checked(id) + ".owner");
    }

    private static String checked(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("'" + id + "' is no migration id");
        }
        return id;
    }

    private void forgetOld() {
        Instant oldest = Instant.now().minus(KEPT);
        for (LoggedMigration each : all()) {
            if (each.isEnded() && each.endedAt().isBefore(oldest)) {
                try {
                    Files.deleteIfExists(folder.resolve(each.id() + RECORDS));
                    Files.deleteIfExists(ownerFile(each.id()));
                } catch (IOException later) {
                    LOG.debug("{} is kept", each.id(), later);
                }
            }
        }
    }

    /** Led by this process. */
    private final class Owned implements OwnedMigration {

        private final LoggedMigration found;
        private final OwnerLock lock;

        Owned(LoggedMigration found, OwnerLock lock) {
            this.found = found;
            this.lock = lock;
        }

        @Override
        public LoggedMigration found() {
            return found;
        }

        @Override
        public Decision decide(Decision wanted) {
            return FileMigrationLog.this.decide(found.id(), wanted);
        }

        @Override
        public void ended(MigrationState outcome) {
            records(found.id()).change(held -> held.isEnded() ? held : held.ended(outcome, Instant.now()));
        }

        @Override
        public void close() {
            lock.close();
        }
    }
}
