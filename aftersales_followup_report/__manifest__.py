# Copyright 2026 Aftersales Follow-up contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Aftersales Follow-up Reports",
    "summary": "The monthly report a general manager signs, registers and forms",
    "version": "19.0.1.0.0",
    "category": "Services/After-sales",
    "author": "Aftersales Follow-up contributors",
    "license": "AGPL-3",
    "depends": ["aftersales_followup", "report_xlsx"],
    "external_dependencies": {"python": ["xlsxwriter", "pypdf", "reportlab"]},
    "data": [
        "security/aftersales_report_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "report/report_paperformat.xml",
        "report/report_layout.xml",
        "report/report_month_templates.xml",
        "report/report_register_templates.xml",
        "report/report_form_templates.xml",
        "report/report_form_actions.xml",
        "report/report_actions.xml",
        "report/report_meeting_templates.xml",
        "views/aftersales_dashboard_views.xml",
        "views/aftersales_report_views.xml",
        "views/aftersales_digest_views.xml",
        "views/aftersales_review_meeting_views.xml",
        "views/aftersales_repair_analysis_views.xml",
        "views/aftersales_report_lateness_views.xml",
        "views/aftersales_external_score_views.xml",
        "views/aftersales_followup_analysis_views.xml",
        "views/aftersales_complaint_analysis_views.xml",
        "views/res_config_settings_views.xml",
        "wizards/aftersales_register_views.xml",
    ],
    "demo": [
        "demo/aftersales_external_score_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "aftersales_followup_report/static/src/**/*",
        ],
    },
}
