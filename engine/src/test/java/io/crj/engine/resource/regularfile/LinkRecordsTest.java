package io.crj.engine.resource.regularfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.testing.OwnFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkRecordsTest {

    private static final LinkRecord.Process SELF = LinkRecord.Process.of(OwnFiles.PID);

    @TempDir
    private Path directory;

    private LinkRecords records;
    private LinkRecord.Process dead;
    private Path link;

    @BeforeEach
    void endAProcess() throws Exception {
        records = new LinkRecords(directory.resolve("records"));
        Process process = new ProcessBuilder("sleep", "100").start();
        dead = LinkRecord.Process.of((int) process.pid());
        process.destroyForcibly().waitFor();
        link = Files.writeString(directory.resolve("link_remap.7"), "contents");
    }

    private Path write(LinkRecord.Process maker, Path path, FileStat stat) {
        return records.write(
                new LinkRecord(LinkRecord.thisHost(), maker, SELF, stat.device(), stat.inode(), path.toString()));
    }

    private FileStat stat(Path path) {
        return FileCalls.stat(path.toString());
    }

    @Test
    void shouldRemoveWhatADumpThatDiedLeft() {
        Path record = write(dead, link, stat(link));
        assertThat(records.clean()).containsExactly(link.toString());
        assertThat(link).doesNotExist();
        assertThat(record).doesNotExist();
    }

    @Test
    void shouldLeaveTheNamesOfADumpThatIsUnderWay() {
        Path record = write(SELF, link, stat(link));
        assertThat(records.clean()).isEmpty();
        assertThat(link).exists();
        assertThat(record).exists();
    }

    @Test
    void shouldLeaveWhatIsNotTheFileItLinked() throws IOException {
        Path another = Files.writeString(directory.resolve("another"), "");
        write(dead, link, stat(another));
        write(dead, another, stat(another));
        write(dead, directory.resolve("link_remap.8"), stat(another));
        assertThat(records.clean()).isEmpty();
        assertThat(link).exists();
        assertThat(another).exists();
        assertThat(directory.resolve("records")).isEmptyDirectory();
    }

    @Test
    void shouldLeaveTheRecordsOfOtherHosts() {
        FileStat stat = stat(link);
        Path record =
                records.write(new LinkRecord("pid:[1]", dead, dead, stat.device(), stat.inode(), link.toString()));
        assertThat(records.clean()).isEmpty();
        assertThat(link).exists();
        assertThat(record).exists();
    }

    @Test
    void shouldDropARecordThatWasNotWrittenToItsEnd() throws IOException {
        Path record = write(dead, link, stat(link));
        Files.writeString(record, Files.readString(record).substring(0, 20));
        assertThat(records.clean()).isEmpty();
        assertThat(record).doesNotExist();
        assertThat(link).exists();
    }

    @Test
    void shouldHaveNothingToDoOnAHostWithoutDumps() {
        assertThat(records.clean()).isEmpty();
    }
}
