namespace Abaca.Server.Versions;

/// <summary>Every microversion that changes something for the resources of this release, oldest first.</summary>
public static class MicroversionList
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Microversion> All { get; } =
    [
        new V2_02(), new V2_03(), new V2_05(), new V2_06(), new V2_07(), new V2_08(), new V2_09(), new V2_10(), new V2_11(),
        new V2_12(), new V2_13(), new V2_14(), new V2_16(), new V2_17(), new V2_19(), new V2_21(), new V2_22(), new V2_23(),
        new V2_24(), new V2_25(), new V2_27(), new V2_28(), new V2_29(), new V2_30(), new V2_31(), new V2_32(), new V2_33(), new V2_34(),
        new V2_35(), new V2_36(), new V2_37(), new V2_38(), new V2_39(), new V2_40(), new V2_41(), new V2_42(),
        new V2_43(), new V2_45(), new V2_46(), new V2_47(), new V2_48(), new V2_49(), new V2_50(), new V2_51(), new V2_52(), new V2_53(),
        new V2_54(), new V2_55(), new V2_56(), new V2_58(), new V2_59(), new V2_62(), new V2_64(), new V2_65(), new V2_66(), new V2_67(),
        new V2_69(), new V2_71(), new V2_73(), new V2_74(), new V2_75(), new V2_77(), new V2_78(), new V2_79(), new V2_80(), new V2_81(), new V2_82(), new V2_83(), new V2_84(),
        new V2_86(), new V2_87(), new V2_88(), new V2_90(), new V2_92(), new V2_93(), new V2_94(), new V2_95(), new V2_96(), new V2_97(), new V2_98(),
        new V2_99(),
    ];
}
