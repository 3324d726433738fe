package io.crj.engine.task;

import io.crj.engine.image.proto.UserX86RegsEntry;
import io.crj.engine.image.proto.UserX86RegsMode;
import io.crj.engine.trace.Registers;

/** General registers in the image and as the kernel has them. */
final class RegistersCodec {

    private RegistersCodec() {}

    static UserX86RegsEntry encode(Registers r) {
        return UserX86RegsEntry.newBuilder()
                .setR15(r.get(Registers.R15))
                .setR14(r.get(Registers.R14))
                .setR13(r.get(Registers.R13))
                .setR12(r.get(Registers.R12))
                .setBp(r.get(Registers.BP))
                .setBx(r.get(Registers.BX))
                .setR11(r.get(Registers.R11))
                .setR10(r.get(Registers.R10))
                .setR9(r.get(Registers.R9))
                .setR8(r.get(Registers.R8))
                .setAx(r.get(Registers.AX))
                .setCx(r.get(Registers.CX))
                .setDx(r.get(Registers.DX))
                .setSi(r.get(Registers.SI))
                .setDi(r.get(Registers.DI))
                .setOrigAx(r.get(Registers.ORIG_AX))
                .setIp(r.get(Registers.IP))
                .setCs(r.get(Registers.CS))
                .setFlags(r.get(Registers.FLAGS))
                .setSp(r.get(Registers.SP))
                .setSs(r.get(Registers.SS))
                .setFsBase(r.get(Registers.FS_BASE))
                .setGsBase(r.get(Registers.GS_BASE))
                .setDs(r.get(Registers.DS))
                .setEs(r.get(Registers.ES))
                .setFs(r.get(Registers.FS))
                .setGs(r.get(Registers.GS))
                .setMode(UserX86RegsMode.NATIVE)
                .build();
    }

    static Registers decode(UserX86RegsEntry e) {
        return Registers.empty()
                .set(Registers.R15, e.getR15())
                .set(Registers.R14, e.getR14())
                .set(Registers.R13, e.getR13())
                .set(Registers.R12, e.getR12())
                .set(Registers.BP, e.getBp())
                .set(Registers.BX, e.getBx())
                .set(Registers.R11, e.getR11())
                .set(Registers.R10, e.getR10())
                .set(Registers.R9, e.getR9())
                .set(Registers.R8, e.getR8())
                .set(Registers.AX, e.getAx())
                .set(Registers.CX, e.getCx())
                .set(Registers.DX, e.getDx())
                .set(Registers.SI, e.getSi())
                .set(Registers.DI, e.getDi())
                .set(Registers.ORIG_AX, e.getOrigAx())
                .set(Registers.IP, e.getIp())
                .set(Registers.CS, e.getCs())
                .set(Registers.FLAGS, e.getFlags())
                .set(Registers.SP, e.getSp())
                .set(Registers.SS, e.getSs())
                .set(Registers.FS_BASE, e.getFsBase())
                .set(Registers.GS_BASE, e.getGsBase())
                .set(Registers.DS, e.getDs())
                .set(Registers.ES, e.getEs())
                .set(Registers.FS, e.getFs())
                .set(Registers.GS, e.getGs());
    }
}
