package dev.slipway.balancer.elbv2;

import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.elbv2.Target.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes one view of a pool from what AWS says about each group. */
record Merge(List<Look> looks, @Nullable Duration enough) {
    private static final int NOT_TOLD = -1;

    /** These members, and whoever else is in a group. */
    List<MemberView> members(List<String> ours) {
        var views = new ArrayList<MemberView>();
        var named = new HashSet<Place.Key>();
        for (var member : ours) {
            var written = Written.read(member);
            if (written.isPresent()) {
                views.add(member(member, written.get()));
                looks.forEach(look ->
                        named.add(new Place.Key(look.group(), written.get().in(look.group()))));
            }
        }
        strangers(named).forEach((name, written) -> views.add(member(name, written)));
        return views;
    }

    /** Each once, whichever group it is in; a place that a name of ours covers is not a stranger's. */
    private Map<String, Written> strangers(Set<Place.Key> named) {
        Map<String, Written> strangers = new LinkedHashMap<>();
        for (var look : looks) {
            for (var target : look.targets().keySet()) {
                if (!named.contains(new Place.Key(look.group(), target))
                        && !look.health(target).absent()) {
                    var name = target.name(look.group());
                    Written.read(name).ifPresent(written -> strangers.putIfAbsent(name, written));
                }
            }
        }
        return strangers;
    }

    private MemberView member(String name, Written written) {
        var rotations = looks.stream().map(look -> rotation(look, written)).collect(Collectors.toSet());
        var together = together(rotations);
        return new MemberView(
                name,
                together,
                NOT_TOLD,
                NOT_TOLD,
                together == Rotation.IN, // AWS sends no requests before its own check passed
                looks.stream()
                        .map(look -> said(look, written)
                                + (looks.size() == 1
                                        ? ""
                                        : " in " + look.group().name()))
                        .collect(Collectors.joining("; ")));
    }

    private Rotation rotation(Look look, Written written) {
        return look.onOtherPorts(written)
                ? Rotation.UNKNOWN
                : look.place(written.in(look.group())).rotation(enough);
    }

    private String said(Look look, Written written) {
        return look.onOtherPorts(written)
                ? "registered with port " + look.portsOf(written) + ", not with the group's own"
                : look.place(written.in(look.group())).said(enough);
    }

    /** The least good counts; where some groups have it and others do not, it is on its way. */
    private static Rotation together(Set<Rotation> rotations) {
        if (rotations.size() == 1) {
            return rotations.iterator().next();
        }
        if (rotations.contains(Rotation.UNKNOWN)) {
            return Rotation.UNKNOWN;
        }
        return rotations.equals(Set.of(Rotation.IN, Rotation.FAILING)) ? Rotation.FAILING : Rotation.DRAINING;
    }
}
