package io.crj.engine.resource.tty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.crj.engine.DumpOptions;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.TermiosEntry;
import io.crj.engine.image.proto.TtyDataEntry;
import io.crj.engine.image.proto.TtyFileEntry;
import io.crj.engine.image.proto.TtyInfoEntry;
import io.crj.engine.image.proto.TtyPtyEntry;
import io.crj.engine.image.proto.TtyType;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Termbits;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.TerminalCalls;
import io.crj.engine.testing.OwnFiles;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the victims of the interop tests do not show: wrong use and impossible images. */
class TtyTest {

    private static Fd master() {
        Fd master = FileCalls.open("/dev/ptmx", Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_CLOEXEC, 0);
        TerminalCalls.setNumber(master, TtyIoctls.TIOCSPTLCK, 0);
        return master;
    }

    @Test
    void shouldKeepEveryModeAndCharacter() {
        byte[] modes = new byte[Termbits.TERMIOS2_SIZE];
        for (int i = 0; i < Termbits.C_ISPEED; i++) {
            modes[i] = (byte) (200 + i);
        }
        modes[Termbits.C_LINE] = 0;
        assertThat(Modes.of(Modes.entry(modes))).isEqualTo(modes);
    }

    @Test
    void shouldKeepASpeedOfItsOwn() {
        try (Fd master = master()) {
            byte[] modes = TerminalCalls.modes(master);
            byte[] fast = Modes.withFlags(modes, Termbits.C_CFLAG, Termbits.BOTHER);
            fast = Modes.withFlags(fast, Termbits.C_ISPEED, 12345);
            fast = Modes.withFlags(fast, Termbits.C_OSPEED, 54321);
            TerminalCalls.setModes(master, fast);
            byte[] set = TerminalCalls.modes(master);
            TerminalCalls.setModes(master, modes);
            TerminalCalls.setModes(master, Modes.of(Modes.entry(set)));
            assertThat(Modes.flags(TerminalCalls.modes(master), Termbits.C_OSPEED))
                    .isEqualTo(54321);
        }
    }

    @Test
    void shouldRefuseASlaveWhoseMasterStaysBehind() throws Exception {
        try (Fd master = master();
                Fd slave = TerminalCalls.openPeer(master, Fcntl.O_RDWR);
                HolderOf holder = HolderOf.only(slave)) {
            Set<Integer> tree = Set.of(holder.pid());
            assertThatThrownBy(() -> OwnFiles.check(holder.probe(), tree))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("is outside of the tree; use --shell-job");
        }
    }

    @Test
    void shouldRefuseAMasterWhoseSlaveStaysBehind() throws Exception {
        try (Fd master = master();
                Fd slave = TerminalCalls.openPeer(master, Fcntl.O_RDWR);
                HolderOf inside = HolderOf.only(master);
                HolderOf outside = HolderOf.only(slave)) {
            assertThatThrownBy(() -> OwnFiles.check(inside.probe(), Set.of(inside.pid())))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("process " + outside.pid() + " outside of the tree");
            OwnFiles.check(inside.probe(), Set.of(inside.pid(), outside.pid()));
        }
    }

    @Test
    void shouldAcceptTreesWithoutATerminal() {
        TtyCheck.controllingTerminal(Set.of(1), DumpOptions.of(1).withTree(TreeOptions.DEFAULT));
    }

    @Test
    void shouldSayThatTheNumberIsTaken() {
        try (Fd taken = master();
                OwnFiles files = new OwnFiles()) {
            int index = TerminalCalls.number(taken, TtyIoctls.TIOCGPTN);
            FileEntry entry = masterEntry();
            files.withImage(image(info(index), null));
            assertThatThrownBy(() -> files.restore(entry))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("/dev/pts/" + index + " is taken on this host");
        }
    }

    @Test
    void shouldRefuseImpossibleTerminals() {
        refuse(info(3).clearPty(), null, "cannot be");
        refuse(info(-1), null, "cannot be");
        refuse(info(3).setType(TtyType.SERIAL), null, "cannot be");
        refuse(info(3), TtyDataEntry.newBuilder().addEnds(1), "an end of file where it has no data");
        refuse(info(3).setId(8), null, "is missing");
    }

    @Test
    void shouldRefuseImpossibleModes() {
        TermiosEntry few = Modes.entry(new byte[Termbits.TERMIOS2_SIZE]).toBuilder()
                .clearCCc()
                .addCCc(1)
                .build();
        assertThatThrownBy(() -> Modes.of(few))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("1 control characters");
        TermiosEntry serialLine = few.toBuilder()
                .addAllCCc(IntStream.range(1, Termbits.NCCS).boxed().toList())
                .setCLine(1)
                .build();
        assertThatThrownBy(() -> Modes.of(serialLine)).hasMessageContaining("line discipline 1");
    }

    private static void refuse(TtyInfoEntry.Builder info, TtyDataEntry.Builder data, String why) {
        try (OwnFiles files = new OwnFiles()) {
            files.withImage(image(info, data));
            assertThatThrownBy(() -> files.restore(masterEntry()))
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining(why);
        }
    }

    private static ImageSet image(TtyInfoEntry.Builder info, TtyDataEntry.Builder data) {
        ImageBuilder builder = new ImageBuilder();
        builder.add(ImageKind.TTY_INFO, 0, info.build());
        if (data != null) {
            builder.add(
                    ImageKind.TTY_DATA,
                    0,
                    data.setTtyId(7).setData(ByteString.EMPTY).build());
        }
        return ImageSet.of(builder.files());
    }

    private static TtyInfoEntry.Builder info(int index) {
        return TtyInfoEntry.newBuilder()
                .setId(7)
                .setType(TtyType.PTY)
                .setLocked(false)
                .setExclusive(false)
                .setPacketMode(false)
                .setSid(0)
                .setPgrp(0)
                .setRdev(0x502)
                .setPty(TtyPtyEntry.newBuilder().setIndex(index));
    }

    private static FileEntry masterEntry() {
        TtyFileEntry file = TtyFileEntry.newBuilder()
                .setId(1)
                .setTtyInfoId(7)
                .setFlags(Fcntl.O_RDWR)
                .setFown(OwnFiles.NOBODY)
                .build();
        return FileEntry.newBuilder().setType(FdType.TTY).setId(1).setTty(file).build();
    }
}
