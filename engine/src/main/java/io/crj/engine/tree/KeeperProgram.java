package io.crj.engine.tree;

import java.util.HexFormat;

/**
 * What a keeper does on its own, as machine code that may lie anywhere.
 *
 * <pre>
 *   ebx the root's pid, r14d a pidfd of it, r13d the master, r15 its number
 *
 *   again: poll(root, master, 1 s)
 *          root has ended:        wait4(root); exit_group(its code, or 128 and its signal)
 *          nothing to read:       if the slave is closed, poll(0.2 s);  go to again
 *          fcntl(master, F_GETLK, byte r15): somebody is attached: poll(0.2 s);  go to again
 *          read(master, 4096), for a tree must not stop because nobody looks;  go to again
 * </pre>
 */
final class KeeperProgram {

    private static final String CODE = "4881ec0020000044893424c74424040100000044896c2408c744240c01000000"
            + "4889e7be02000000bae8030000b8070000000f05f6442406017579f644240e01"
            + "745248c7442410010000004c897c241848c74424200100000048c74424280000"
            + "00004489efbe05000000488d542410b8480000000f0566837c24100275214489"
            + "ef488d742440ba0010000031c00f05e973fffffff644240e180f8468ffffff31"
            + "ff31f6bac8000000b8070000000f05e953ffffff89df488d742430ba00000040"
            + "4531d2b83d0000000f058b44243089c783e07f74088db880000000eb09c1ef08"
            + "81e7ff000000b8e70000000f05";

    private KeeperProgram() {}

    static byte[] code() {
        return HexFormat.of().parseHex(CODE);
    }
}
