import Imaging

extension ReportPage {
    /// The page's style sheet.
    static let style = """

        body { margin: 0 auto; max-width: 76rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #1a1d23; background: #ffffff; }
        h1 { font-size: 1.6rem; margin: 0.5rem 0; overflow-wrap: anywhere; }
        h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; }
        .notice { margin: 0; padding: 0.5rem 0.75rem; border-left: 0.3rem solid #8a1c1c; background: #fbeeee; }
        .warnings { margin: 0; padding: 0.5rem 0.75rem 0.5rem 2rem; border-left: 0.3rem solid #8a5a00; background: #fff6e0; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; }
        th, td { padding: 0.25rem 1rem 0.25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #c9ced6; font-variant-numeric: tabular-nums; }
        code { font-size: 0.85em; overflow-wrap: anywhere; }
        .controls { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; margin-bottom: 0.75rem; }
        .controls label { display: inline-flex; align-items: center; gap: 0.4rem; }
        .planes { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: flex-end; }
        figure { margin: 0; flex: 1 1 16rem; min-width: 0; }
        canvas { display: block; width: 100%; background: #000000; cursor: crosshair; }
        figcaption label { display: block; }
        figcaption label::first-letter { text-transform: uppercase; }
        figcaption input { width: 100%; margin: 0.25rem 0; }
        :focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; }
        .legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; list-style: none; padding: 0; margin: 0.75rem 0; }
        .swatch { display: inline-block; width: 1.5rem; height: 0.9rem; vertical-align: middle; border: 1px solid #1a1d23; }
        .enhancing { background: \(LabelStyle.enhancing.colour.hexadecimal); }
        .core { background: \(LabelStyle.core.colour.hexadecimal); }
        .edema { background: \(LabelStyle.edema.colour.hexadecimal); }
        @media print { .controls, figcaption input { display: none; } section { break-inside: avoid; } }

        """
}
